import type {AccessRule} from '../../emulator/os/access-rule.ts';
import type {Application} from '../../emulator/os/application.ts';
import type {PersistentState} from '../../emulator/os/state.ts';
import {aesCmac, type CommandApdu, commandApdu} from '../../protocol/index.ts';
import {type BelievedSession, laidOpen, protectable} from './protected-apdu.ts';
import type {FuzzWorld} from './world.ts';

/** A credential as the fuzzer believes it to be. */
export interface Believed {
  readonly application: string;
  readonly file: number;
  readonly tries: number;
  value: Uint8Array;
}

/**
 * What a card must be like after the commands it was sent and the answers it gave: an independent account of
 * selection and security status, which shares no code with the card's own.
 */
export class View {
  readonly credentials: readonly Believed[];
  powered = false;
  application: Application;
  /** Identifier of the current EF; undefined for none; 'unknown' where the answers do not tell. */
  file: number | 'unknown' | undefined;
  verified = new Set<number>();
  terminalAuthenticated = false;
  terminalKnown = false;
  bodySent = false;
  challenge: Uint8Array | undefined;
  issuerAuthenticated = false;
  session: BelievedSession | undefined;
  /** The last command was the first after power-up, of a card that refuses this one. */
  refusedAsFirst = false;
  #awake = false;
  readonly #world: FuzzWorld;
  #chain: CommandApdu[] = [];

  constructor(world: FuzzWorld) {
    this.#world = world;
    this.application = firstOf(world);
    this.credentials = world.applications.flatMap(({name, files}) =>
      files.flatMap((file): Believed[] => {
        const kept = world.persistent.applications.get(name)?.credentials.get(file.id);
        return file.kind === 'credential' && kept
          ? [{application: name, file: file.id, tries: file.tries, value: kept.value}]
          : [];
      }),
    );
  }

  power(kind: 'power-on' | 'power-off' | 'reset'): void {
    const warm = kind === 'reset' && this.powered;
    const {warmReset} = this.#world.profile.behaviour;
    this.#awake &&= warm;
    this.issuerAuthenticated = false;
    this.session = undefined;
    this.powered = kind !== 'power-off';
    this.file = undefined;
    this.challenge = undefined;
    this.#endCertificate();
    this.#chain = [];
    if (!warm || warmReset === 'clears-security-status') {
      this.application = firstOf(this.#world);
      this.#endStatus();
    }
  }

  /** The command that the card has to run now: whole, without chaining; undefined for a part or for no command. */
  command(bytes: Uint8Array): CommandApdu | undefined {
    let part: CommandApdu;
    try {
      part = commandApdu.decode(bytes);
    } catch {
      return undefined;
    }
    if (part.cla === 0xff) {
      return undefined;
    }
    const {firstCommand, extendedLength, commandChaining} = this.#world.profile.behaviour;
    this.refusedAsFirst = !this.#awake && firstCommand === '6F00';
    this.#awake = true;
    const chained = (part.cla & 0x10) !== 0;
    if (
      this.refusedAsFirst ||
      (part.extended && extendedLength === '6700') ||
      (chained && commandChaining === '6884')
    ) {
      return undefined;
    }
    const more = (part.cla & 0x10) !== 0;
    const [first] = this.#chain;
    if (!more && !first) {
      return part;
    }
    if (first && (((first.cla ^ part.cla) & 0xef) !== 0 || !sameInstruction(first, part))) {
      this.#chain = [];
      return undefined;
    }
    this.#chain.push(part);
    const data = Buffer.concat(this.#chain.map((one) => one.data));
    if (data.length > 65_535 || (more && part.data.length === 0)) {
      this.#chain = [];
      return undefined;
    }
    if (more) {
      return undefined;
    }
    this.#chain = [];
    return {...part, data: Uint8Array.from(data)};
  }

  /** A whole command without its secure messaging: undefined where the card must refuse it. Ends a broken session. */
  open(command: CommandApdu): {command?: CommandApdu; protection?: BelievedSession} {
    if ((command.cla & 0xf3) !== 0 || (command.cla & 0x0c) === 0) {
      return {command};
    }
    const {session} = this;
    if (!session || !protectable.has(command.ins)) {
      return {};
    }
    session.counter += 1;
    const open = (command.cla & 0x0c) === 0x08 ? laidOpen(session, command) : undefined;
    if (!open) {
      this.session = undefined;
      return {};
    }
    return {command: open, protection: {...session}};
  }

  /** The credential that P2 (or the current EF) names. */
  credential({p2}: CommandApdu): Believed | undefined {
    const id = this.target(p2);
    return this.credentials.find((one) => one.application === this.application.name && one.file === id);
  }

  /** The credentials that P2 may name: one, or all of the application where the current EF is not known. */
  meant(command: CommandApdu): readonly Believed[] {
    if (this.target(command.p2) === 'unknown') {
      return this.credentials.filter(({application}) => application === this.application.name);
    }
    const one = this.credential(command);
    return one ? [one] : [];
  }

  /** The EF that P2 = 80 + SFI names. */
  target(p2: number): number | 'unknown' | undefined {
    const sfi = p2 & 0x1f;
    return sfi === 0 ? this.file : this.application.files.find(({id}) => (id & 0x1f) === sfi)?.id;
  }

  /** Whether the rule is satisfied. */
  allows(rule: AccessRule): boolean {
    switch (rule.kind) {
      case 'always':
        return true;
      case 'never':
        return false;
      case 'verified':
        return this.verified.has(rule.credential);
      case 'terminal-authenticated':
        return this.terminalAuthenticated;
      case 'issuer-authenticated':
        return this.issuerAuthenticated;
      case 'all':
        return rule.rules.every((one) => this.allows(one));
      case 'any':
        return rule.rules.some((one) => this.allows(one));
    }
  }

  /** Whether this is EXTERNAL AUTHENTICATE with the issuer's true cryptogram of a challenge of 16 bytes. */
  isIssuer({ins, p2, data}: CommandApdu): boolean {
    const {persistent, applications} = this.#world;
    return (
      ins === 0x82 &&
      p2 === 1 &&
      this.application === applications[0] &&
      this.challenge?.length === 16 &&
      Buffer.compare(data, aesCmac(persistent.issuer.key, this.challenge)) === 0
    );
  }

  /** Follows a whole command and its answer; `trueAnswer` says that a terminal signed the challenge. */
  follow(
    command: CommandApdu,
    data: Uint8Array,
    status: number,
    {trueAnswer, after}: {trueAnswer: boolean; after: PersistentState},
  ): void {
    const plain = (command.cla & 0xef) === 0x00;
    const proprietary = (command.cla & 0xef) === 0x80;
    const done = status === 0x9000;
    if (plain && command.ins === 0xa4 && (done || status === 0x6283)) {
      this.#select(command);
    } else if (plain && (command.ins === 0xb0 || command.ins === 0xb2 || command.ins === 0xd6)) {
      this.#sfi(command.ins !== 0xb2 ? (command.p1 & 0x80 ? command.p1 & 0x1f : 0) : command.p2 >> 3, status);
    } else if (plain && command.ins === 0x20) {
      this.#verify(command, status);
    } else if ((plain && command.ins === 0x24) || (proprietary && command.ins === 0x32)) {
      this.#change(command, status, after);
    } else if (plain && command.ins === 0x84 && done) {
      this.challenge = data;
    } else if (plain && command.ins === 0x82) {
      if (command.p2 === 1) {
        this.#issuer(command, status);
      } else {
        this.terminalAuthenticated ||= done && trueAnswer;
        this.challenge = undefined;
      }
    } else if (proprietary && command.ins === 0x2a) {
      this.#signature(command, status);
    } else if (plain && command.ins === 0x88) {
      this.#sfi(command.p2 & 0x1f, status);
    } else if ((proprietary && command.ins === 0x54) || (plain && command.ins === 0x47)) {
      this.#issuersFile(command, status, after);
    } else if (proprietary && command.ins === 0xae) {
      const agreed = this.#world.deliveries.find((one) => Buffer.compare(one.data, command.data) === 0);
      this.session = done && agreed ? {key: agreed.key, counter: 0} : this.session;
    } else if (proprietary && command.ins === 0xa2) {
      this.#certificate(command, done);
    } else if ((plain && command.ins === 0xa4) || !(plain || proprietary)) {
      // Refused: nothing is selected by it.
    } else if (!this.application.row(plain ? 'interindustry' : 'proprietary', command.ins)) {
      // Not served at all.
    } else {
      this.file = this.file === undefined ? undefined : 'unknown';
    }
  }

  #select({p1, p2, data}: CommandApdu): void {
    const {applications} = this.#world;
    if (p1 === 4) {
      const from = (p2 & 3) === 2 ? applications.indexOf(this.application) + 1 : 0;
      const found =
        data.length === 0
          ? applications[0]
          : applications.slice(from).find(({aid}) => data.every((byte, i) => aid[i] === byte));
      const {reselection} = this.#world.profile.behaviour;
      const keeps = found === this.application && reselection === 'keeps-security-status';
      this.application = found ?? this.application;
      this.file = undefined;
      this.challenge = undefined;
      this.session = undefined;
      this.#endCertificate();
      if (!keeps) {
        this.#endStatus();
      }
    } else if (data.length === 2) {
      this.file = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    }
  }

  #issuer(command: CommandApdu, status: number): void {
    if (status === 0x9000 && this.isIssuer(command)) {
      this.issuerAuthenticated = true;
    } else if ((status & 0xfff0) === 0x63c0 && command.data.length > 0) {
      this.issuerAuthenticated = false;
    }
    const compared = status === 0x9000 || status === 0x6985 || (status & 0xfff0) === 0x63c0;
    this.challenge = compared && command.data.length > 0 ? undefined : this.challenge;
  }

  /** UNLOCK KEY and key generation: without the issuer's authority they do not even look at the file. */
  #issuersFile(command: CommandApdu, status: number, after: PersistentState): void {
    if (status === 0x6982) {
      return;
    }
    const [meant, ...others] = this.meant(command);
    this.#change(command, status, after);
    if (command.ins === 0x54 && status === 0x9000 && meant && others.length === 0) {
      this.verified.delete(meant.file);
    }
  }

  #signature({p2}: CommandApdu, status: number): void {
    const {digitalSignaturePassword} = this.#world.profile.behaviour;
    const key = this.target(p2);
    this.#sfi(p2 & 0x1f, status);
    const consumes = this.application.name === 'jpki' && key === 0x1a && status === 0x9000;
    if (consumes && digitalSignaturePassword === 'one-signature') {
      this.verified.delete(0x1b);
    }
  }

  #sfi(sfi: number, status: number): void {
    const file = this.application.files.find(({id}) => (id & 0x1f) === sfi);
    if (sfi !== 0 && file) {
      const told =
        status === 0x9000 || status === 0x6282 || (status & 0xfff0) === 0x63c0 || status === 0x6982;
      this.file = told || this.file === file.id ? file.id : 'unknown';
    }
  }

  #verify(command: CommandApdu, status: number): void {
    const meant = this.meant(command);
    this.#sfi(command.p2 & 0x1f, status);
    if (command.data.length === 0) {
      return;
    }
    for (const credential of meant) {
      if (status === 0x9000 && Buffer.compare(command.data, credential.value) === 0) {
        this.verified.add(credential.file);
      } else if ((status & 0xfff0) === 0x63c0 && meant.length === 1) {
        this.verified.delete(credential.file);
      }
    }
  }

  #change(command: CommandApdu, status: number, after: PersistentState): void {
    this.#sfi(command.p2 & 0x1f, status);
    if (status === 0x9000) {
      for (const credential of this.credentials) {
        const kept = after.applications.get(credential.application)?.credentials.get(credential.file);
        credential.value = kept?.value ?? credential.value;
      }
    }
  }

  #certificate({p1, p2, data}: CommandApdu, done: boolean): void {
    const {body, signature} = this.#world.terminal;
    if (p2 !== 0xc1 || (p1 !== 6 && p1 !== 0)) {
      return;
    }
    if (p1 === 6 && done) {
      this.bodySent = Buffer.compare(data, body) === 0;
      this.terminalKnown = false;
    } else if (p1 === 0 && done) {
      this.terminalKnown = this.bodySent && Buffer.compare(data, signature) === 0;
      this.bodySent = false;
    }
  }

  #endCertificate(): void {
    this.bodySent = false;
    this.terminalKnown = false;
  }

  #endStatus(): void {
    this.verified = new Set();
    this.terminalAuthenticated = false;
  }
}

const sameInstruction = (a: CommandApdu, b: CommandApdu): boolean =>
  a.ins === b.ins && a.p1 === b.p1 && a.p2 === b.p2;

const firstOf = ({applications}: FuzzWorld): Application => {
  const [first] = applications;
  if (!first) {
    throw new Error('a card has an application');
  }
  return first;
};
