import {
  builtInApplets,
  type Card,
  type CardImage,
  cardFromImage,
  memoryStore,
} from '../../../emulator/index.ts';
import type {CommandRow} from '../../../emulator/os/application.ts';
import type {PersistentState} from '../../../emulator/os/state.ts';
import {
  AppletChannel,
  authenticationKeys,
  type Proof,
  sealed,
  sessionKeysOf,
  standardApplets,
  unsealed,
} from '../../../protocol/applets/index.ts';
import {
  authentication,
  type CommandSecurity,
  commandSecurity,
  initializeUpdateResponse,
  raiseLevel,
} from '../../../protocol/globalplatform/index.ts';
import {
  type CommandApdu,
  command,
  commandApdu,
  fromHex,
  type RecordEvent,
  type ResponseApdu,
  realClock,
  responseApdu,
  seededRandom,
  toHex,
} from '../../../protocol/index.ts';
import {cardWithRows} from '../../support/changed-rows.ts';
import {domains, selecting} from '../../support/managed-card.ts';
import {cardKey} from '../../support/service-card.ts';
import {judgeManaged, type ManagedView} from './managed-invariants.ts';
import type {DomainName, ManagedStep, ServiceName} from './managed-step.ts';
import {inertRsa} from './managed-world.ts';

export type ChangeRow = (row: CommandRow) => CommandRow;

/** What of the sequence broke an invariant. */
export interface ManagedViolation {
  readonly invariant: string;
  readonly what: string;
}

const none = new Uint8Array(0);

/** A card with its host and its terminal, whose knowledge is their own. */
export class ManagedScene {
  commands = 0;
  violation: ManagedViolation | undefined;
  readonly view: ManagedView = {domain: undefined, met: undefined, pinVerified: false};
  readonly #card: Card;
  #events: RecordEvent[] = [];
  #host: CommandSecurity | undefined;
  #service: AppletChannel | undefined;

  constructor(image: CardImage, change?: ChangeRow) {
    const environment = {
      clock: realClock(),
      random: seededRandom('managed card'),
      store: memoryStore,
      rsa: inertRsa,
      record: (event: RecordEvent): void => void this.#events.push(event),
    };
    const card = cardFromImage(image, 'instant', environment, builtInApplets);
    this.#card = change ? cardWithRows(card, environment, change) : card;
    this.#card.powerOn();
  }

  get persistent(): PersistentState {
    return this.#card.persistent;
  }

  async perform(step: ManagedStep): Promise<void> {
    switch (step.kind) {
      case 'raw':
        await this.#send(step.bytes, undefined);
        break;
      case 'power':
      case 'reset':
        this.#interrupt(step.kind);
        break;
      case 'open':
        await this.#open(step.domain, step.level, step.right);
        break;
      case 'say':
        await this.#say(step.bytes);
        break;
      case 'meet':
        await this.#meet(step.service, step.right);
        break;
      case 'tell':
        await this.#tell(step.bytes);
        break;
    }
  }

  /** A warm reset of this make of card keeps what was verified (D5), but no channel and no session of type D. */
  #interrupt(kind: 'power' | 'reset'): void {
    const {met, pinVerified} = this.view;
    this.#forget();
    if (kind === 'power') {
      this.#card.powerOff();
      this.#card.powerOn();
    } else {
      this.#card.reset();
      if (met === 'service-a') {
        this.view.met = met;
        this.view.pinVerified = pinVerified;
      }
    }
  }

  #forget(): void {
    this.#host = undefined;
    this.#service = undefined;
    this.view.domain = undefined;
    this.view.met = undefined;
    this.view.pinVerified = false;
  }

  /** Sends bytes and judges what came of them; `inner`: the command without its protection. */
  async #send(
    bytes: Uint8Array,
    inner: CommandApdu | undefined,
    reveal: (data: Uint8Array) => Uint8Array = (data) => data,
    told = true,
  ): Promise<{data: Uint8Array; status: number}> {
    this.commands += 1;
    const before = this.#card.persistent;
    const sent = Uint8Array.from(bytes);
    const raw = await this.#card.transmit(bytes);
    const status = ((raw.at(-2) ?? 0) << 8) | (raw.at(-1) ?? 0);
    const data = raw.slice(0, -2);
    const events = this.#events;
    this.#events = [];
    this.violation ??= judgeManaged(
      {sent, inner, raw, revealed: reveal(data), status, before, after: this.#card.persistent, events},
      this.view,
    );
    if (told && status === 0x9000 && sent[1] === 0xa4 && ((sent[0] ?? 0) & 0xec) === 0 && sent[2] === 4) {
      this.#forget();
    }
    return {data, status};
  }

  async #open(name: DomainName, level: number, right: boolean): Promise<void> {
    const {aid, keys} = domains[name];
    if ((await this.#send(fromHex(selecting(aid)), undefined)).status !== 0x9000) {
      return;
    }
    const hostChallenge = fromHex('0102030405060708');
    const {data} = await this.#send(fromHex(`8050000008${toHex(hostChallenge)}00`), undefined);
    const response = initializeUpdateResponse.decode(data, 0x55);
    if (!response) {
      return;
    }
    const used = right ? keys : {enc: none16, mac: none16, dek: none16};
    const proven = authentication(used, {...response, sequence: response.sequence ?? 0, hostChallenge});
    const host = commandSecurity(proven.channel);
    const external = command({cla: 0x80, ins: 0x82, p1: level, p2: 0, data: proven.hostCryptogram});
    const [sent = external] = host.wrap(external);
    const {status} = await this.#send(commandApdu.encode(sent), undefined);
    if (status === 0x9000) {
      raiseLevel(proven.channel, level);
      this.#host = host;
      this.view.domain = aid;
      if (!right) {
        this.violation ??= {invariant: 'a stranger opens no channel', what: `${name} was opened`};
      }
    }
  }

  async #say(bytes: Uint8Array): Promise<void> {
    const plain = decoded(bytes);
    if (!this.#host || !plain) {
      await this.#send(bytes, plain);
      return;
    }
    const host = this.#host;
    for (const one of host.wrap(plain)) {
      const {data, status} = await this.#send(commandApdu.encode(one), plain, undefined, plain.p1 === 4);
      if (status === 0x6988 || status === 0x6982) {
        this.#forget();
        return;
      }
      const answer = responseApdu.decode(Uint8Array.of(...data, status >> 8, status & 0xff));
      const opened = this.#host === host ? host.unwrap(answer) : undefined;
      if (typeof opened === 'string' && data.length > 0) {
        this.violation ??= {invariant: 'a protected answer is believed', what: opened};
      }
    }
  }

  async #meet(name: ServiceName, right: boolean): Promise<void> {
    const select = selecting(toHex(standardApplets[name].moduleAid));
    if ((await this.#send(fromHex(select), undefined)).status !== 0x9000) {
      // What was selected stays selected, with its channel.
      return;
    }
    const {data: challenge, status} = await this.#send(fromHex('0084000010'), undefined);
    if (status !== 0x9000 || challenge.length !== 16) {
      return;
    }
    const keys = authenticationKeys(right ? cardKey : none16);
    const own: Proof = {own: new Uint8Array(16).fill(7), other: challenge, share: new Uint8Array(16).fill(9)};
    const cryptogram = command({cla: 0, ins: 0x82, p1: 0, p2: 0, data: sealed(keys, own), ne: 256});
    const answer = await this.#send(commandApdu.encode(cryptogram), cryptogram);
    const card = answer.status === 0x9000 ? unsealed(keys, answer.data) : undefined;
    if (answer.status === 0x9000 && !right) {
      this.violation ??= {invariant: 'a stranger is not authenticated', what: `by ${name}`};
    }
    if (card) {
      this.view.met = name;
      this.#service = name === 'service-d' ? new AppletChannel(sessionKeysOf(own, card)) : undefined;
    }
  }

  async #tell(bytes: Uint8Array): Promise<void> {
    const plain = decoded(bytes);
    const channel = this.#service;
    if (!channel || !plain) {
      this.#verified(plain, await this.#send(bytes, plain));
      return;
    }
    const sent = channel.protectCommand(plain);
    let opened: ReturnType<AppletChannel['openResponse']> | undefined;
    const answer = await this.#send(commandApdu.encode(sent), plain, (data) => {
      const status = Uint8Array.of(...data, 0x90, 0);
      opened = data.length > 0 ? channel.openResponse(responseApdu.decode(status)) : undefined;
      return opened?.data ?? data;
    });
    this.#verified(plain, {status: (opened as ResponseApdu | undefined)?.sw.value ?? answer.status});
    if (answer.data.length === 0) {
      this.#forget();
    }
  }

  #verified(plain: CommandApdu | undefined, {status}: {readonly status: number}): void {
    if (plain?.ins !== 0x20 || plain.data.length === 0) {
      return;
    }
    if (status === 0x9000) {
      this.view.pinVerified = this.view.met !== undefined;
    } else if ((status & 0xfff0) === 0x63c0) {
      // A command that is refused for its form takes nothing away.
      this.view.pinVerified = false;
    }
  }
}

const none16 = new Uint8Array(16);

const decoded = (bytes: Uint8Array): CommandApdu | undefined => {
  try {
    return commandApdu.decode(bytes.length === 0 ? none : bytes);
  } catch {
    return undefined;
  }
};
