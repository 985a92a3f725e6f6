import type {Card} from '../../emulator/index.ts';
import {always} from '../../emulator/os/access-rule.ts';
import type {CommandRow} from '../../emulator/os/application.ts';
import {referredCredential} from '../../emulator/os/commands/current-credential.ts';
import type {CardContext} from '../../emulator/os/context.ts';
import {withApplication, withCredential, withIssuer} from '../../emulator/os/state.ts';
import {type CardPort, type CommandApdu, lifeCycleOf, sw} from '../../protocol/index.ts';

/** A defect that the fuzzer must find. It exists in this harness alone. */
export interface Plant {
  readonly row?: (row: CommandRow) => CommandRow;
  readonly port?: (card: Card) => CardPort;
}

type Run = CommandRow['run'];

/** Replaces what one command does; the row it had is at hand. */
const instead = (
  name: string,
  change: (usual: Run, card: CardContext, command: CommandApdu) => ReturnType<Run>,
) => ({
  row: (row: CommandRow): CommandRow =>
    row.name === name
      ? {...row, run: (card, command) => change((...given) => row.run(...given), card, command)}
      : row,
});

/** Sessions (by their volatile half) in which a VERIFY failed. */
const failed = new WeakSet<object>();

const unruly = instead('READ BINARY', (usual, card, command) => {
  const {file, application} = card.volatile;
  const free = failed.has(card.volatile) && file?.kind === 'transparent' && (command.p1 & 0x80) === 0;
  const content = free && card.persistent.applications.get(application.name)?.contents.get(file.id);
  const offset = (command.p1 << 8) | command.p2;
  return content && command.data.length === 0 && command.ne > 0 && offset < content.length
    ? {data: content.subarray(offset, offset + command.ne), sw: sw.ok}
    : usual(card, command);
});

const remembering = instead('VERIFY', (usual, card, command) => {
  const reply = usual(card, command);
  if ('triesLeft' in reply && reply.triesLeft !== undefined && command.data.length > 0) {
    failed.add(card.volatile);
  }
  return reply;
});

export const plants: Readonly<Record<string, Plant>> = {
  'counter-not-decremented': instead('VERIFY', (usual, card, command) => {
    const before = card.persistent;
    const reply = usual(card, command);
    if ('triesLeft' in reply && reply.triesLeft === 0) {
      card.commit(before);
    }
    return reply;
  }),
  'read-rule-ignored-after-failed-verify': {
    row: (row) => unruly.row(remembering.row(row)),
  },
  'read-one-byte-too-far': instead('READ BINARY', (usual, card, command) => {
    const reply = usual(card, command);
    return 'data' in reply && reply.data.length < command.ne
      ? {...reply, data: Uint8Array.from([...reply.data, 0x30])}
      : reply;
  }),
  'status-survives-power-off': {
    port: (card) => ({
      atr: () => card.atr(),
      transmit: (command) => card.transmit(command),
      reset: () => card.reset(),
      powerOn: () => card.reset(),
      powerOff: () => undefined,
    }),
  },
  'counter-rises-by-query': instead('VERIFY', (usual, card, command) => {
    const reply = usual(card, command);
    if ('triesLeft' in reply && reply.triesLeft === 1 && command.data.length === 0) {
      const {file} = referredCredential(card, command.p2);
      const {name} = card.volatile.application;
      card.commit(withCredential(card.persistent, name, file.id, {triesLeft: 2}));
    }
    return reply;
  }),
  'unlock-key-for-anyone': {
    row: (row) => (row.name === 'UNLOCK KEY' ? {...row, requires: always} : row),
  },
  'certificate-for-any-key': instead('UPDATE BINARY', (usual, card, command) => {
    try {
      return usual(card, command);
    } catch (refused) {
      const {file, application} = card.volatile;
      if (!card.volatile.issuerAuthenticated || file?.kind !== 'transparent' || !file.certifies) {
        throw refused;
      }
      card.commit(
        withApplication(card.persistent, application.name, (before) => ({
          ...before,
          contents: new Map(before.contents).set(file.id, Uint8Array.from(command.data)),
        })),
      );
      return sw.ok;
    }
  }),
  'life-cycle-goes-back': instead('SET STATUS', (usual, card, command) => {
    const lifeCycle = lifeCycleOf(command.p2);
    if (lifeCycle) {
      card.commit(withIssuer(card.persistent, {lifeCycle}));
    }
    return lifeCycle ? sw.ok : usual(card, command);
  }),
  'exception-on-record-zero': instead('READ RECORD', (usual, card, command) => {
    if (command.p1 === 0) {
      throw new RangeError('record zero');
    }
    return usual(card, command);
  }),
  'pin-in-event': instead('VERIFY', (usual, card, command) => {
    const reply = usual(card, command);
    if (reply === sw.ok && command.data.length > 0) {
      const subject = Buffer.from(command.data).toString('latin1');
      card.note({change: 'verified', subject});
    }
    return reply;
  }),
};
