import {
  type CardPort,
  type CommandApdu,
  commandApdu,
  maskedCommand,
  type ResponseApdu,
  responseApdu,
  sw,
  toHex,
} from '../protocol/index.ts';
import type {Environment} from './environment.ts';
import type {Application, Reply} from './os/application.ts';
import {CommandChain} from './os/command-chaining.ts';
import type {CardContext} from './os/context.ts';
import {asResponse, responseToFailure, rowFor, runRow} from './os/dispatch.ts';
import type {FileDefinition} from './os/file.ts';
import {fileIdText} from './os/file.ts';
import {Refusal, refuse} from './os/refusal.ts';
import {freshVolatileState, type PersistentState, type VolatileState} from './os/state.ts';
import type {CardProfile} from './profiles/card-profile.ts';
import {type ModelledTime, modelledTime, type TimingProfile} from './timing/timing-profile.ts';

/** What a card is made of. `applications` begins with the one that is current at power-on. */
export interface CardParts {
  /** Names the card in records. */
  readonly id: string;
  readonly profile: CardProfile;
  readonly applications: readonly Application[];
  readonly persistent: PersistentState;
  readonly timing: TimingProfile;
}

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
  readonly #context: CardContext;
  readonly #timed: boolean;
  readonly #contents = new WeakMap<Uint8Array, Uint8Array>();
  #persistent: PersistentState;
  #volatile: VolatileState;
  #powered = false;
  #busy: Promise<unknown> | undefined;

  constructor(parts: CardParts, environment: Environment) {
    this.id = parts.id;
    this.#parts = parts;
    this.#environment = environment;
    this.#persistent = parts.persistent;
    this.#volatile = freshVolatileState(this.#firstApplication());
    this.#timed = parts.timing.name !== 'instant';
    this.#context = this.#makeContext();
  }

  /** The half of the card that survives without power, as it is now. */
  get persistent(): PersistentState {
    return this.#persistent;
  }

  get applications(): readonly Application[] {
    return this.#parts.applications;
  }

  get timing(): TimingProfile {
    return this.#parts.timing;
  }

  atr(): Uint8Array {
    return this.#parts.profile.atr;
  }

  powerOn(): Uint8Array {
    this.#begin();
    this.#powered = true;
    this.#notePower('on');
    return this.atr();
  }

  powerOff(): void {
    if (this.#powered) {
      this.#powered = false;
      this.#begin();
      this.#notePower('off');
    }
  }

  reset(): Uint8Array {
    const {verified, application, terminalAuthenticated} = this.#volatile;
    this.#begin();
    if (this.#powered && this.#parts.profile.behaviour.warmReset.value === 'keeps-security-status') {
      Object.assign(this.#volatile, {verified, application, terminalAuthenticated});
    }
    this.#powered = true;
    this.#notePower('reset');
    return this.atr();
  }

  transmit(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (this.#busy !== undefined) {
      return this.#after(() => this.#serve(bytes));
    }
    const served = this.#serve(bytes);
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

  #serve(bytes: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (!this.#powered) {
      return unpowered;
    }
    const {clock, record} = this.#environment;
    const watched = record !== undefined || this.#timed;
    const at = watched ? clock.now() : 0;
    const session = this.#volatile;
    const finish = (response: ResponseApdu, name: string | undefined): Uint8Array | Promise<Uint8Array> => {
      const encoded = responseApdu.encode(session === this.#volatile ? response : powerLost);
      return watched ? this.#timeAndRecord(bytes, encoded, at, name) : encoded;
    };
    let name: string | undefined;
    try {
      const command = commandFrom(bytes);
      if (command.cla === 0xff) {
        return finish(asResponse(this.#readerCommand(command)), undefined);
      }
      const whole = this.#chain.gather(command);
      if (!whole) {
        return finish(asResponse(sw.ok), 'command chaining');
      }
      const row = rowFor(this.#context, whole);
      name = timedName(row.name, whole);
      const reply = runRow(this.#context, row, whole);
      return reply instanceof Promise
        ? reply
            .then(asResponse, (failure) => this.#failed(failure))
            .then((response) => finish(response, name))
        : finish(asResponse(reply), name);
    } catch (failure) {
      return finish(this.#failed(failure), name);
    }
  }

  /** FF CA 00 00 is the reader's GET DATA (PC/SC part 3); readers answer it themselves, vpcd passes it on. */
  #readerCommand({ins, p1, p2}: CommandApdu): Reply {
    const uid = this.#parts.profile.behaviour.uid.value;
    return ins === 0xca && p1 === 0 && p2 === 0 && uid ? {data: uid, sw: sw.ok} : sw.classNotSupported;
  }

  #failed(failure: unknown): ResponseApdu {
    return responseToFailure(failure, (error) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#environment.record?.({
        type: 'fault',
        at: this.#environment.clock.now(),
        where: `card ${this.id}`,
        message,
      });
    });
  }

  #timeAndRecord(
    command: Uint8Array,
    response: Uint8Array,
    at: number,
    name: string | undefined,
  ): Uint8Array | Promise<Uint8Array> {
    if (!this.#timed) {
      this.#noteApdu(command, response, at, undefined);
      return response;
    }
    const {clock} = this.#environment;
    const modelled = modelledTime(this.#parts.timing, name, command.length + response.length);
    const left = modelled.cardNs + modelled.linkNs - (clock.now() - at);
    return clock.sleep(left).then(() => {
      this.#noteApdu(command, response, at, modelled);
      return response;
    });
  }

  #noteApdu(command: Uint8Array, response: Uint8Array, at: number, modelled: ModelledTime | undefined): void {
    const {record, clock} = this.#environment;
    record?.({
      type: 'apdu',
      side: 'card',
      card: this.id,
      at,
      end: clock.now(),
      command: maskedCommand(command),
      response: toHex(response),
      ...(modelled ? {modelled} : {}),
    });
  }

  #notePower(state: 'on' | 'off' | 'reset'): void {
    const {record, clock} = this.#environment;
    record?.({
      type: 'power',
      at: clock.now(),
      card: this.id,
      state,
      ...(state === 'off' ? {} : {atr: toHex(this.atr())}),
    });
  }

  #begin(): void {
    this.#volatile = freshVolatileState(this.#firstApplication());
    this.#chain.forget();
  }

  #firstApplication(): Application {
    const [first] = this.#parts.applications;
    if (!first) {
      throw new Error('a card has at least one application');
    }
    return first;
  }

  #commit(next: PersistentState): void {
    try {
      this.#environment.store.write(next);
    } catch (error) {
      this.#failed(error);
      refuse(sw.memoryFailure);
    }
    this.#persistent = next;
  }

  #selectApplication(application: Application): void {
    const before = this.#volatile;
    const keeps =
      application === before.application &&
      this.#parts.profile.behaviour.reselection.value === 'keeps-security-status';
    const fresh = freshVolatileState(application);
    if (keeps) {
      fresh.verified = before.verified;
      fresh.terminalAuthenticated = before.terminalAuthenticated;
    }
    Object.assign(before, fresh);
    this.#context.note({change: 'application-selected', subject: application.name});
  }

  #content(file: FileDefinition): Uint8Array {
    const stored = this.#context.state.contents.get(file.id) ?? refuse(sw.fileNotFound);
    const size = file.kind === 'transparent' ? (file.size ?? stored.length) : stored.length;
    if (stored.length >= size) {
      return stored;
    }
    let padded = this.#contents.get(stored);
    if (!padded) {
      padded = new Uint8Array(size).fill(0xff);
      padded.set(stored);
      this.#contents.set(stored, padded);
    }
    return padded;
  }

  #makeContext(): CardContext {
    const {profile, applications} = this.#parts;
    const {random, rsa, record, clock} = this.#environment;
    const volatile = (): VolatileState => this.#volatile;
    const persistent = (): PersistentState => this.#persistent;
    return {
      profile,
      random,
      rsa,
      applications,
      get volatile() {
        return volatile();
      },
      get persistent() {
        return persistent();
      },
      get state() {
        const {name} = volatile().application;
        return persistent().applications.get(name) ?? emptyState;
      },
      content: (file) => this.#content(file),
      selectApplication: (application) => this.#selectApplication(application),
      selectFile: (file) => {
        if (volatile().file !== file) {
          volatile().file = file;
          this.#context.note({change: 'file-selected', subject: `${fileIdText(file.id)} ${file.name}`});
        }
      },
      commit: (next) => this.#commit(next),
      note: (change) => record?.({type: 'card-state', at: clock.now(), card: this.id, ...change}),
    };
  }
}

const emptyState = {
  contents: new Map(),
  records: new Map(),
  credentials: new Map(),
  privateKeys: new Map(),
  publicKeys: new Map(),
};

/** The answer to a command during which the power went: nobody is there to read it. */
const powerLost: ResponseApdu = {data: new Uint8Array(0), sw: sw.noPreciseDiagnosis};

const commandFrom = (bytes: Uint8Array): CommandApdu => {
  try {
    return commandApdu.decode(bytes);
  } catch {
    throw new Refusal(sw.wrongLength);
  }
};

/** The name under which a timing profile knows this use of a command. */
const timedName = (name: string, {ins, p1, data}: CommandApdu): string => {
  if (ins === 0xa4) {
    return p1 === 4 ? 'SELECT application' : 'SELECT EF';
  }
  return ins === 0x20 && data.length === 0 ? 'VERIFY query' : name;
};
