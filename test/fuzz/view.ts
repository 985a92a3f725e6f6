import type {AccessRule} from '../../emulator/os/access-rule.ts';
import type {Application} from '../../emulator/os/application.ts';
import type {PersistentState} from '../../emulator/os/state.ts';
import {type CommandApdu, commandApdu} from '../../protocol/index.ts';
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
    this.powered = kind !== 'power-off';
    this.file = undefined;
    this.challenge = undefined;
    this.#endCertificate();
    this.#chain = [];
    if (!warm) {
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

  /** Whether the rule is satisfied. A kind of rule that is not known here is given the benefit of the doubt. */
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
      case 'all':
        return rule.rules.every((one) => this.allows(one));
      case 'any':
        return rule.rules.some((one) => this.allows(one));
      default:
        return true;
    }
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
    if (plain && command.ins === 0xa4 && done) {
      this.#select(command);
    } else if (plain && (command.ins === 0xb0 || command.ins === 0xb2)) {
      this.#sfi(command.ins === 0xb0 ? (command.p1 & 0x80 ? command.p1 & 0x1f : 0) : command.p2 >> 3, status);
    } else if (plain && command.ins === 0x20) {
      this.#verify(command, status);
    } else if (plain && command.ins === 0x24) {
      this.#change(command, status, after);
    } else if (plain && command.ins === 0x84 && done) {
      this.challenge = data;
    } else if (plain && command.ins === 0x82) {
      this.terminalAuthenticated ||= done && trueAnswer;
      this.challenge = undefined;
    } else if (proprietary && command.ins === 0x2a) {
      this.#sfi(command.p2 & 0x1f, status);
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
      this.application = found ?? this.application;
      this.file = undefined;
      this.challenge = undefined;
      this.#endCertificate();
      this.#endStatus();
    } else if (data.length === 2) {
      this.file = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    }
  }

  #sfi(sfi: number, status: number): void {
    const file = this.application.files.find(({id}) => (id & 0x1f) === sfi);
    if (sfi !== 0 && file) {
      const told = status === 0x9000 || (status & 0xfff0) === 0x63c0 || status === 0x6982;
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
