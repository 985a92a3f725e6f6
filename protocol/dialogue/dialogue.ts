import {classByte} from '../apdu/class-byte.ts';
import type {CommandApdu} from '../apdu/command.ts';
import {StatusWord} from '../apdu/status-word.ts';
import {toHex} from '../hex.ts';
import type {ApduEvent, PowerEvent} from '../record/event.ts';
import {commandName, recordedCommand} from './command-name.ts';
import type {Exchange, Operation, SelectedApplication, SelectedFile} from './exchange.ts';
import {fileNames} from './file-names.ts';
import {knownApplication} from './known-applications.ts';

/** Something that holds, and the exchange since which it does. */
interface Since<T> {
  readonly value: T;
  readonly index: number;
}

/**
 * Follows a dialogue exchange by exchange, from one side's events in their order, and says what each command meant:
 * the application and EF it worked on, and which exchanges before it were needed. It knows what can be seen on the
 * wire; a secret that is masked stays unknown.
 */
export class Dialogue {
  readonly #exchanges: Exchange[] = [];
  readonly #keep: boolean;
  #count = 0;
  #application: Since<SelectedApplication> | undefined;
  #file: Since<SelectedFile> | undefined;
  #verified = new Map<number, number>();

  /** `keep`: off where nobody asks for `exchanges`, and a long dialogue shall not fill the memory. */
  constructor({keep = true}: {readonly keep?: boolean} = {}) {
    this.#keep = keep;
  }

  get exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }

  /** Power: `on` and `off` forget everything, a reset the current EF (docs/deviations.md D5). */
  power({state}: Pick<PowerEvent, 'state'>): void {
    this.#file = undefined;
    if (state !== 'reset') {
      this.#application = undefined;
      this.#verified.clear();
    }
  }

  follow(event: ApduEvent): Exchange {
    const command = recordedCommand(event.command);
    const sw = statusOf(event.response);
    const succeeded = sw !== undefined && [0x90, 0x61, 0x62].includes(sw.sw1);
    const index = this.#count;
    const length = Math.max(0, event.response.length / 2 - 2);
    const seen = command
      ? this.#understand(command, {index, succeeded, length})
      : {operation: {kind: 'other'} as const, needs: []};
    const exchange: Exchange = {
      index,
      event,
      name: command ? commandName(command) : 'no command',
      command,
      sw,
      succeeded,
      ...seen,
      application: this.#application?.value,
      file: this.#file?.value,
    };
    this.#count += 1;
    if (this.#keep) {
      this.#exchanges.push(exchange);
    }
    return exchange;
  }

  #understand(command: CommandApdu, now: Now): Seen {
    const {chaining, secureMessaging, range} = classByte(command.cla);
    if (chaining || secureMessaging !== 'none' || range === 'reserved') {
      return {operation: {kind: 'other'}, needs: this.#context()};
    }
    switch (commandName(command)) {
      case 'SELECT application':
        return this.#selectApplication(command, now);
      case 'SELECT EF':
        return this.#selectFile(command, now);
      case 'READ BINARY': {
        const short = (command.p1 & 0x80) !== 0;
        const file = this.#referred(short ? command.p1 & 0x1f : 0, now);
        const offset = short ? command.p2 : (command.p1 << 8) | command.p2;
        return this.#seen({kind: 'read', file, offset, length: now.length}, file);
      }
      case 'READ RECORD': {
        const file = this.#referred(command.p2 >> 3, now);
        return this.#seen({kind: 'read-record', file, record: command.p1, length: now.length}, file);
      }
      case 'VERIFY query': {
        const credential = this.#referred(command.p2 & 0x1f, now);
        return this.#seen({kind: 'query', credential}, credential, false);
      }
      case 'VERIFY': {
        const credential = this.#referred(command.p2 & 0x1f, now);
        const again = this.#verified.has(credential.id);
        const seen = this.#seen({kind: 'verify', credential, again}, credential, false);
        if (now.succeeded) {
          this.#verified.set(credential.id, now.index);
        } else {
          this.#verified.delete(credential.id);
        }
        return seen;
      }
      case 'CHANGE REFERENCE DATA':
      case 'CHANGE KEY': {
        const credential = this.#referred(command.p2 & 0x1f, now);
        const seen = this.#seen({kind: 'change', credential}, credential, false);
        return {...seen, needs: [...seen.needs, ...this.#verifiedOf([credential.id])]};
      }
      case 'COMPUTE DIGITAL SIGNATURE':
      case 'INTERNAL AUTHENTICATE': {
        const key = this.#referred(command.p2 & 0x1f, now);
        return this.#seen({kind: 'sign', key}, key);
      }
      default:
        return {operation: {kind: 'other'}, needs: this.#context()};
    }
  }

  #selectApplication({data}: CommandApdu, {index, succeeded}: Now): Seen {
    const application: SelectedApplication = {name: knownApplication(data), aid: toHex(data)};
    const again = succeeded && sameApplication(this.#application?.value, application);
    if (succeeded) {
      this.#application = {value: application, index};
      this.#file = undefined;
      this.#verified.clear();
    }
    return {operation: {kind: 'select-application', application, again}, needs: []};
  }

  #selectFile({data}: CommandApdu, {index, succeeded}: Now): Seen {
    const id = data.length === 2 ? ((data[0] as number) << 8) | (data[1] as number) : 0;
    const file: SelectedFile = {application: this.#application?.value, id};
    const again = succeeded && id !== 0 && this.#file?.value.id === id;
    const needs = this.#selectors(false);
    if (succeeded) {
      this.#file = {value: file, index};
    }
    return {operation: {kind: 'select-file', file, again}, needs};
  }

  /** The EF a command works on: by its short identifier, which makes it current, or the one that is. */
  #referred(sfi: number, {index, succeeded}: Now): SelectedFile {
    if (sfi === 0) {
      return this.#file?.value ?? {application: this.#application?.value, id: 0};
    }
    const file: SelectedFile = {application: this.#application?.value, id: sfi};
    if (succeeded) {
      this.#file = {value: file, index};
    }
    return file;
  }

  #seen(operation: Operation, file: SelectedFile, opened = true): Seen {
    const current = this.#file;
    const name = file.application?.name;
    const opens = opened && name ? (fileNames[name][file.id]?.opens ?? []) : [];
    const byItself = current?.index === this.#count;
    return {operation, needs: [...this.#selectors(!byItself), ...this.#verifiedOf(opens)]};
  }

  #selectors(withFile: boolean): number[] {
    return [
      ...(this.#application ? [this.#application.index] : []),
      ...(withFile && this.#file ? [this.#file.index] : []),
    ];
  }

  #verifiedOf(credentials: readonly number[]): number[] {
    const index = credentials.map((id) => this.#verified.get(id)).find((found) => found !== undefined);
    return index === undefined ? [] : [index];
  }

  #context(): number[] {
    return [...this.#selectors(true), ...this.#verified.values()];
  }
}

interface Now {
  readonly index: number;
  readonly succeeded: boolean;
  readonly length: number;
}

type Seen = Pick<Exchange, 'operation' | 'needs'>;

const statusOf = (response: string): StatusWord | undefined =>
  /^[0-9A-F]{4}$/.test(response.slice(-4)) && response.length >= 4
    ? StatusWord.of(Number.parseInt(response.slice(-4), 16))
    : undefined;

const sameApplication = (a: SelectedApplication | undefined, b: SelectedApplication): boolean =>
  a !== undefined && (a.aid === b.aid || (a.name !== undefined && a.name === b.name));

/** These exchanges and all that they needed, by their place in the dialogue. */
export const neededFor = (exchanges: readonly Exchange[], wanted: Iterable<number>): ReadonlySet<number> => {
  const found = new Set<number>();
  const follow = (index: number): void => {
    if (!found.has(index)) {
      found.add(index);
      exchanges[index]?.needs.forEach(follow);
    }
  };
  for (const index of wanted) {
    follow(index);
  }
  return found;
};
