import {
  type CardPort,
  type CommandApdu,
  classByte,
  commandApdu,
  maskedResponse,
  type ResponseApdu,
  responseApdu,
  sw,
  toHex,
} from '../protocol/index.ts';
import {type CardNotes, cardNotes} from './card-notes.ts';
import type {CardContent} from './content-management/content.ts';
import type {Environment} from './environment.ts';
import type {Application, Reply} from './os/application.ts';
import {CardMemory} from './os/card-memory.ts';
import {CommandChain} from './os/command-chaining.ts';
import {asResponse, responseToFailure, rowFor, runRow} from './os/dispatch.ts';
import {Refusal, refuse} from './os/refusal.ts';
import {type Protection, protectionOf} from './os/secure-messaging.ts';
import type {PersistentState, VolatileState} from './os/state.ts';
import type {CardProfile} from './profiles/card-profile.ts';
import {modelledTime} from './timing/modelled-time.ts';
import {type Deviates, deviatesFrom} from './timing/spread.ts';
import {chainingName, timedUse} from './timing/timed-command.ts';
import {costsNothing, type TimingProfile} from './timing/timing-profile.ts';
import {WorkTally} from './timing/work-tally.ts';

/** What a card is made of. `applications` begins with the one that is current at power-on. */
export interface CardParts {
  /** Names the card in records. */
  readonly id: string;
  readonly profile: CardProfile;
  readonly applications: readonly Application[];
  /** Those that were installed later, in the order in which SELECT finds them. */
  readonly installed?: (content: CardContent) => readonly Application[];
  readonly persistent: PersistentState;
  readonly timing: TimingProfile;
}

/** The pseudo-unique identifier (PUPI) of a type B card, ISO/IEC 14443-3. [S12] */
const randomUidBytes = 4;

const unpowered = responseApdu.encode({data: new Uint8Array(0), sw: sw.noPreciseDiagnosis});

/**
 * A card: {persistent, volatile} behind its contacts. Bytes in, bytes out; no command makes it throw. Commands
 * are served one after the other, also when the reader does not wait.
 */
export class Card implements CardPort {
  readonly id: string;
  readonly #parts: CardParts;
  readonly #environment: Environment;
  readonly #chain = new CommandChain();
  readonly #memory: CardMemory;
  readonly #notes: CardNotes;
  readonly #timed: boolean;
  readonly #tally = new WorkTally();
  readonly #deviates: (() => Deviates) | undefined;
  #powered = false;
  /** A command has been served, or need not be refused as the first. */
  #awake = false;
  #uid: Uint8Array | undefined;
  #busy: Promise<unknown> | undefined;

  constructor(parts: CardParts, environment: Environment) {
    this.id = parts.id;
    this.#parts = parts;
    this.#environment = environment;
    this.#notes = cardNotes(parts.id, environment);
    this.#timed = !costsNothing(parts.timing);
    const {timingRandom} = environment;
    this.#deviates = this.#timed && timingRandom ? deviatesFrom(timingRandom.fork(parts.id)) : undefined;
    this.#memory = new CardMemory({
      ...(this.#timed ? this.#tally.counting(environment) : environment),
      cardId: parts.id,
      profile: parts.profile,
      applications: parts.applications,
      ...(parts.installed ? {installed: parts.installed} : {}),
      persistent: parts.persistent,
      fault: (error) => void this.#failed(error),
      ...(this.#timed ? {committed: (before, next) => this.#tally.committed(before, next)} : {}),
    });
  }

  /** The half of the card that survives without power, as it is now. */
  get persistent(): PersistentState {
    return this.#memory.persistent;
  }

  /** Those the card was made with. */
  get applications(): readonly Application[] {
    return this.#parts.applications;
  }

  /** What finds those that were installed later. */
  get installed(): CardParts['installed'] {
    return this.#parts.installed;
  }

  get timing(): TimingProfile {
    return this.#parts.timing;
  }

  atr(): Uint8Array {
    return this.#parts.profile.atr;
  }

  powerOn(): Uint8Array {
    this.#powerUp();
    this.#notes.power('on', this.atr());
    return this.atr();
  }

  powerOff(): void {
    if (this.#powered) {
      this.#powered = false;
      this.#begin();
      this.#notes.power('off', this.atr());
    }
  }

  reset(): Uint8Array {
    if (this.#powered) {
      this.#chain.forget();
      this.#memory.warmReset();
    } else {
      this.#powerUp();
    }
    this.#notes.power('reset', this.atr());
    return this.atr();
  }

  transmit(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
    const session = this.#memory.volatile;
    if (this.#busy !== undefined) {
      return this.#after(() => this.#serve(bytes, session));
    }
    const served = this.#serve(bytes, session);
    return served instanceof Promise ? this.#after(() => served) : served;
  }

  /** Remembers the work under way, so that the next command waits for it. */
  #after(work: () => Uint8Array | Promise<Uint8Array>): Promise<Uint8Array> {
    const mine = (this.#busy ?? Promise.resolve()).then(work);
    this.#busy = mine;
    return mine.finally(() => {
      if (this.#busy === mine) {
        this.#busy = undefined;
      }
    });
  }

  /** Serves a command of the power session in which it came; after a power-off it is nobody's. */
  #serve(bytes: Uint8Array, session: VolatileState): Uint8Array | Promise<Uint8Array> {
    if (!this.#powered || session !== this.#memory.volatile) {
      return unpowered;
    }
    const {clock, record} = this.#environment;
    const watched = record !== undefined || this.#timed;
    const at = watched ? clock.now() : 0;
    this.#tally.clear();
    const finish = (response: ResponseApdu, name: string | undefined): Uint8Array | Promise<Uint8Array> => {
      const encoded = responseApdu.encode(session === this.#memory.volatile ? response : powerLost);
      return watched ? this.#timeAndRecord(bytes, encoded, at, name) : encoded;
    };
    let name: string | undefined;
    let protection: Protection | undefined;
    const failed = (failure: unknown): ResponseApdu => {
      const response = this.#failed(failure);
      return protection ? protection.protect(response) : response;
    };
    try {
      const command = commandFrom(bytes);
      if (command.cla === 0xff) {
        return this.#answeredByReader(bytes, command, at);
      }
      this.#checkTransport(command);
      const whole = this.#chain.gather(command, this.#takesPieces());
      if (!whole) {
        return finish(asResponse(sw.ok), chainingName);
      }
      protection = protectionOf(this.#memory, whole);
      const open = protection?.command ?? whole;
      const row = rowFor(this.#memory, open);
      name = timedUse(row.name, {ins: open.ins, p1: open.p1, dataLength: open.data.length});
      const reply = runRow(this.#memory, row, open);
      const answered = (given: Reply): ResponseApdu => {
        const response = asResponse(given);
        return protection ? protection.protect(response) : response;
      };
      return reply instanceof Promise
        ? reply
            .then(answered)
            .catch(failed)
            .then((response) => finish(response, name))
        : finish(answered(reply), name);
    } catch (failure) {
      return finish(failed(failure), name);
    }
  }

  /** What a reader answers by itself takes the card no time, and costs no byte on its way. */
  #answeredByReader(bytes: Uint8Array, command: CommandApdu, at: number): Uint8Array {
    const encoded = responseApdu.encode(asResponse(this.#readerCommand(command)));
    this.#notes.apdu(bytes, toHex(encoded), at, undefined);
    return encoded;
  }

  /** FF CA 00 00 is the reader's GET DATA (PC/SC part 3); readers answer it themselves, vpcd passes it on. */
  #readerCommand({ins, p1, p2}: CommandApdu): Reply {
    const uid = this.#uid;
    return ins === 0xca && p1 === 0 && p2 === 0 && uid ? {data: uid, sw: sw.ok} : sw.classNotSupported;
  }

  /** What the card refuses whatever the command is. */
  #checkTransport({cla, extended}: CommandApdu): void {
    const {firstCommand, extendedLength, commandChaining} = this.#parts.profile.behaviour;
    const awake = this.#awake;
    this.#awake = true;
    if (!awake && firstCommand === '6F00') {
      refuse(sw.noPreciseDiagnosis);
    }
    if (extended && extendedLength === '6700') {
      refuse(sw.wrongLength);
    }
    if (classByte(cla).chaining && commandChaining === '6884') {
      refuse(sw.commandChainingNotSupported);
    }
  }

  #takesPieces(): boolean {
    const {application, secureChannel} = this.#memory.volatile;
    return (application.takesPieces && secureChannel?.authenticated) ?? false;
  }

  #failed(failure: unknown): ResponseApdu {
    return responseToFailure(failure, (error) => this.#notes.fault(error));
  }

  #timeAndRecord(
    command: Uint8Array,
    response: Uint8Array,
    at: number,
    name: string | undefined,
  ): Uint8Array | Promise<Uint8Array> {
    // What is said of it is settled before time passes: afterwards another EF may be current.
    const told = this.#memory.volatile.file?.confidential ? maskedResponse(response) : toHex(response);
    if (!this.#timed) {
      this.#notes.apdu(command, told, at, undefined);
      return response;
    }
    const {clock} = this.#environment;
    const {commits, writtenBytes, keyOperations} = this.#tally;
    const modelled = modelledTime(
      this.#parts.timing,
      {
        name,
        commandBytes: command.length,
        responseBytes: response.length,
        commits,
        writtenBytes,
        keyOperations,
      },
      this.#deviates?.(),
    );
    const left = modelled.cardNs + modelled.linkNs - (clock.now() - at);
    return clock.sleep(left).then(() => {
      this.#notes.apdu(command, told, at, modelled);
      return response;
    });
  }

  #powerUp(): void {
    this.#begin();
    this.#powered = true;
    this.#awake = false;
    const {uid} = this.#parts.profile;
    this.#uid = uid === 'random' ? this.#environment.random.bytes(randomUidBytes) : uid;
  }

  #begin(): void {
    this.#memory.clear();
    this.#chain.forget();
  }
}

/** The answer to a command during which the power went: nobody is there to read it. */
const powerLost: ResponseApdu = {data: new Uint8Array(0), sw: sw.noPreciseDiagnosis};

const commandFrom = (bytes: Uint8Array): CommandApdu => {
  try {
    return commandApdu.decode(bytes);
  } catch {
    throw new Refusal(sw.wrongLength);
  }
};
