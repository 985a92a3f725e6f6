import type {PersistentState} from '../../emulator/os/state.ts';
import {type CommandApdu, type RecordEvent, toHex} from '../../protocol/index.ts';
import {issuerInvariants} from './issuer-invariants.ts';
import type {Believed, View} from './view.ts';
import {type FuzzWorld, windowBytes} from './world.ts';

/** One command with everything that can be seen of it from outside. */
export interface Seen {
  readonly bytes: Uint8Array;
  /** The whole command that ran; undefined where none did. */
  readonly command: CommandApdu | undefined;
  /** The answer, without its secure messaging where it had some. */
  readonly response: Uint8Array;
  /** The answer as it came. */
  readonly raw: Uint8Array;
  /** The command came under secure messaging, and what the answer holds could be laid open. */
  readonly protected: boolean;
  readonly revealed: boolean;
  readonly before: PersistentState;
  readonly after: PersistentState;
  readonly events: readonly RecordEvent[];
  /** A terminal with a true certificate signed the challenge. */
  readonly trueAnswer: boolean;
}

export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

export type Invariant = (seen: Seen, view: View, world: FuzzWorld) => string | undefined;

const mostBytes = 65_538;
const legalClasses = new Set([
  0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x90,
]);

/** Commands whose answers are random bytes, in which four bytes of a PIN may stand by chance. */
const randomAnswers = new Set([0x2a, 0x47, 0x84, 0x88]);

/** Commands other than these cannot lift a counter. */
const mayLift: readonly ((command: CommandApdu, credential: Believed, view: View) => boolean)[] = [
  (command, credential, view) =>
    command.ins === 0x20 &&
    view.meant(command).includes(credential) &&
    Buffer.compare(command.data, credential.value) === 0,
  (command, credential, view) =>
    changesValue(command) && view.meant(command).includes(credential) && view.verified.has(credential.file),
  (command, credential, view) => unlocks(command, view) && view.meant(command).includes(credential),
];

const statusOf = (response: Uint8Array): number => ((response.at(-2) ?? 0) << 8) | (response.at(-1) ?? 0);

/** All must hold for each command, judged by what the fuzzer knew before the command. */
export const invariants: Readonly<Record<string, Invariant>> = {
  'the answer has a legal shape': ({raw: response}, view) => {
    if (response.length < 2 || response.length > mostBytes) {
      return `${response.length} bytes were answered`;
    }
    const status = statusOf(response);
    if (!view.powered) {
      return status === 0x6f00 && response.length === 2 ? undefined : 'a card without power answered';
    }
    return legalClasses.has(status >> 8) ? undefined : `${hex4(status)} is no status word`;
  },
  'no command ends in an exception': ({command, response, events}, view) => {
    const fault = events.find((event) => event.type === 'fault' && event.where.startsWith('card '));
    if (fault?.type === 'fault') {
      return fault.message.split('\n').slice(0, 2).join(' ');
    }
    // A block at or above the modulus is what SET SESSION KEY answers 6F00 to.
    const meant = view.refusedAsFirst || command?.ins === 0xae;
    return view.powered && statusOf(response) === 0x6f00 && !meant ? '6F00 was answered' : undefined;
  },
  'protected bytes come out only to who may read them': ({response}, view, {protectedBytes}) => {
    const text = Buffer.from(response).toString('latin1', 0, response.length - 2);
    for (let at = 0; at + windowBytes <= text.length; at += 1) {
      const owner = protectedBytes.get(text.slice(at, at + windowBytes));
      const mine = owner?.application === view.application.name && view.allows(owner.read);
      if (owner && !mine) {
        return `byte ${at} of the answer begins a piece of ${owner.application} ${hex4(owner.file)}`;
      }
    }
    return undefined;
  },
  'READ BINARY answers the file and nothing behind it': ({command, response, after}, view, {profile}) => {
    if (command?.ins !== 0xb0 || (command.cla & 0xef) !== 0 || !hasData(response)) {
      return undefined;
    }
    const bySfi = (command.p1 & 0x80) !== 0;
    const id = bySfi ? view.target(0x80 | (command.p1 & 0x1f)) : view.file;
    const file = view.application.files.find((one) => one.id === id);
    const kept = after.applications.get(view.application.name)?.contents.get(file?.id ?? -1);
    if (file?.kind !== 'transparent' || !kept) {
      return id === 'unknown' ? undefined : 'a file was read that is none';
    }
    const size = Math.max(kept.length, file.size ?? 0);
    const content = new Uint8Array(size).fill(profile.behaviour.certificatePadding === 'bytes-FF' ? 0xff : 0);
    content.set(kept);
    const offset = bySfi ? command.p2 : (command.p1 << 8) | command.p2;
    const expected = content.subarray(offset, offset + command.ne);
    return Buffer.compare(response.subarray(0, -2), expected) === 0
      ? undefined
      : `${response.length - 2} bytes were read at ${offset} of ${hex4(file.id)} (${size} bytes), and not its own`;
  },
  'no secret is in an answer or an event': ({bytes, command, response, events, after}, view) => {
    for (const {application, file, value} of view.credentials) {
      if (!isTelling(after, value)) {
        continue;
      }
      const answer = Buffer.from(response.subarray(0, -2));
      if (command && !randomAnswers.has(command.ins) && answer.includes(Buffer.from(value))) {
        return `the answer holds the value of ${application} ${hex4(file)}`;
      }
      if (events.some((event) => tells(event, value, bytes))) {
        return `an event tells the value of ${application} ${hex4(file)}`;
      }
    }
    return undefined;
  },
  'only the right value is accepted, and a wrong one costs a try': (seen, view) => {
    const {command, response, before, after} = seen;
    const credential = command && view.credential(command);
    if (!credential || command.ins !== 0x20 || (command.cla & 0xef) !== 0 || command.data.length === 0) {
      return undefined;
    }
    const status = statusOf(response);
    const right = Buffer.compare(command.data, credential.value) === 0;
    const had = triesOf(before, credential) ?? 0;
    const has = triesOf(after, credential) ?? 0;
    if (status === 0x9000) {
      return right && had > 0 && has === credential.tries
        ? undefined
        : `9000 to a ${right ? 'right' : 'wrong'} value with ${had} tries left, then ${has}`;
    }
    if ((status & 0xfff0) === 0x63c0) {
      return !right && has === had - 1 && has === (status & 0x0f)
        ? undefined
        : `${hex4(status)} to a ${right ? 'right' : 'wrong'} value with ${had} tries left, then ${has}`;
    }
    return undefined;
  },
  'no counter rises without its credential': ({command, before, after}, view) => {
    const risen = view.credentials.find(
      (one) =>
        (triesOf(after, one) ?? 0) > (triesOf(before, one) ?? 0) &&
        !(command && mayLift.some((may) => may(command, one, view))),
    );
    return risen && `the counter of ${risen.application} ${hex4(risen.file)} rose`;
  },
  'a value changes only for who knows the old one': ({command, before, after}, view) => {
    const changed = view.credentials.find(
      (one) =>
        secretOf(after, one) !== secretOf(before, one) &&
        !(
          command &&
          view.meant(command).includes(one) &&
          (unlocks(command, view) || (changesValue(command) && view.verified.has(one.file)))
        ),
    );
    return changed && `the value of ${changed.application} ${hex4(changed.file)} changed`;
  },
  'a key signs only for who may use it': ({command, response}, view) => {
    const signs = command?.ins === 0x2a && (command.cla & 0xef) === 0x80;
    if (!signs || statusOf(response) !== 0x9000) {
      return undefined;
    }
    const id = view.target(command.p2);
    const file = view.application.files.find((one) => one.id === id);
    return file?.kind === 'private-key' && !view.allows(file.use)
      ? `the key ${hex4(file.id)} signed`
      : undefined;
  },
  'only a terminal with a true certificate is believed': ({command, response, trueAnswer}, _view, world) => {
    if (!command || statusOf(response) !== 0x9000) {
      return undefined;
    }
    if (command.ins === 0x82 && (command.cla & 0xef) === 0 && command.p2 !== 1 && !trueAnswer) {
      return 'EXTERNAL AUTHENTICATE was accepted';
    }
    const signature = command.ins === 0xa2 && (command.cla & 0xef) === 0x80 && command.p1 === 0;
    return signature && Buffer.compare(command.data, world.terminal.signature) !== 0
      ? 'a certificate was accepted that nobody signed'
      : undefined;
  },
  'a protected command is answered under protection': ({raw, protected: came, revealed}) =>
    came && raw.length > 2 && !revealed
      ? `${raw.length - 2} bytes came in the clear or under another key`
      : undefined,
  ...issuerInvariants,
};

const hasData = (response: Uint8Array): boolean => [0x9000, 0x6282].includes(statusOf(response));

/** The first invariant that does not hold. */
export const judge = (seen: Seen, view: View, world: FuzzWorld): Violation | undefined => {
  for (const [invariant, holds] of Object.entries(invariants)) {
    const what = holds(seen, view, world);
    if (what !== undefined) {
      return {invariant, what};
    }
  }
  return undefined;
};

const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');

const kept = (state: PersistentState, {application, file}: Believed) =>
  state.applications.get(application)?.credentials.get(file);
const triesOf = (state: PersistentState, one: Believed): number | undefined => kept(state, one)?.triesLeft;
const secretOf = (state: PersistentState, one: Believed): string =>
  toHex(kept(state, one)?.value ?? new Uint8Array(0));

const tellingValues = new Map<string, boolean>();

/** A value that no file holds: only then do its bytes in an answer come from the credential. */
const isTelling = (state: PersistentState, value: Uint8Array): boolean => {
  const name = toHex(value);
  let telling = tellingValues.get(name);
  if (telling === undefined) {
    const files = [...state.applications.values()].flatMap(({contents, records}) => [
      ...contents.values(),
      ...[...records.values()].flat(),
    ]);
    telling =
      new Set(value).size > 2 && !files.some((bytes) => Buffer.from(bytes).includes(Buffer.from(value)));
    tellingValues.set(name, telling);
  }
  return telling;
};

/** UNLOCK KEY, by the issuer. */
function unlocks({cla, ins}: CommandApdu, view: View): boolean {
  return ins === 0x54 && (cla & 0x80) !== 0 && view.issuerAuthenticated;
}

/** CHANGE REFERENCE DATA, and JICSAP's CHANGE KEY in the card's own class. */
function changesValue({cla, ins}: CommandApdu): boolean {
  return ins === 0x24 || (ins === 0x32 && (cla & 0x80) !== 0);
}

const secretCarriers = new Set([0x20, 0x21, 0x24, 0x25, 0x2c, 0x2d]);

const tells = (event: RecordEvent, value: Uint8Array, sent: Uint8Array): boolean => {
  if (event.type === 'apdu') {
    // What the sender puts into another command is no secret that the card could know of.
    return secretCarriers.has(sent[1] ?? 0) && event.command.slice(8).includes(toHex(value));
  }
  // Numbers are left out: the digits of a PIN stand in some time stamp.
  const text = JSON.stringify(event, (_key, field) => (typeof field === 'number' ? undefined : field));
  return text.includes(toHex(value)) || text.includes(Buffer.from(value).toString('latin1'));
};
