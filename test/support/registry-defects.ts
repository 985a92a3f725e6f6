import {withDomain, without} from '../../emulator/content-management/registry.ts';
import type {CommandRow} from '../../emulator/os/application.ts';
import type {CardContext} from '../../emulator/os/context.ts';
import {type ApplicationState, withApplication} from '../../emulator/os/state.ts';
import {appletFiles} from '../../protocol/applets/index.ts';
import {instructions, isLocked, tags} from '../../protocol/globalplatform/index.ts';
import {berTlv, type CommandApdu, findTlv, type Tlv, toHex} from '../../protocol/index.ts';
import type {CardChange} from './changed-card.ts';

/** One command of the security domains, changed. */
const domainCommand =
  (ins: number, run: (honest: CommandRow) => CommandRow['run']) =>
  (honest: CommandRow): CommandRow =>
    honest.ins === ins && honest.cla === 'proprietary' ? {...honest, run: run(honest)} : honest;

/** Sessions are not counted, so that the next one is like the one before. */
const counterStands = domainCommand(instructions.externalAuthenticate, (honest) => async (card, command) => {
  const domain = card.volatile.secureChannel?.domain ?? '';
  const before = card.persistent.content.domains.get(domain);
  const reply = await honest.run(card, command);
  if (before) {
    card.commit(withDomain(card.persistent, domain, {sequenceCounter: before.sequenceCounter}));
  }
  return reply;
});

/** INITIALIZE UPDATE takes the first keys there are, whatever version is asked for. */
const anyKeyVersion = domainCommand(
  instructions.initializeUpdate,
  (honest) => (card, command) => honest.run(card, {...command, p1: 0}),
);

const versionAt = 10;

/** INITIALIZE UPDATE answers another key version than it took. */
const otherKeyVersion = domainCommand(instructions.initializeUpdate, (honest) => async (card, command) => {
  const reply = await honest.run(card, command);
  return 'data' in reply
    ? {...reply, data: reply.data.map((byte, at) => (at === versionAt ? byte ^ 1 : byte))}
    : reply;
});

/** An application that is unlocked has lost a part of what it keeps. */
const unlocking = (lost: (kept: ApplicationState) => ApplicationState) =>
  domainCommand(instructions.setStatus, (honest) => async (card, command) => {
    const reply = await honest.run(card, command);
    const aid = toHex(command.data);
    if (card.persistent.applications.has(aid) && !isLocked(command.p2)) {
      card.commit(withApplication(card.persistent, aid, lost));
    }
    return reply;
  });

/** Of PIN and key, where personalisation said nothing. Bench-defined, D203 */
const usualTries = 3;

const triesRestored = unlocking((kept) => ({
  ...kept,
  credentials: new Map(
    [...kept.credentials].map(([file, one]) => [file, {...one, triesLeft: one.tries ?? usualTries}]),
  ),
}));

const zeros = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes.length);

const idForgotten = unlocking((kept) => ({
  ...kept,
  contents: new Map(
    [...kept.contents].map(([file, bytes]) => [file, file === appletFiles.id ? zeros(bytes) : bytes]),
  ),
}));

const secretForgotten = (forgotten: number) =>
  unlocking((kept) => ({
    ...kept,
    credentials: new Map(
      [...kept.credentials].map(([file, one]) => [
        file,
        file === forgotten ? {...one, value: zeros(one.value)} : one,
      ]),
    ),
  }));

/** The third of the fields that INSTALL begins with: load file, module, instance. */
const instanceIn = ({data}: CommandApdu): string => {
  let at = 0;
  for (let field = 0; field < 2; field += 1) {
    at += 1 + (data[at] ?? 0);
  }
  return toHex(data.subarray(at + 1, at + 1 + (data[at] ?? 0)));
};

/** What stands under the AID of INSTALL goes; whether the new one comes is the honest card's business. */
const replacing = (
  then: (honest: CommandRow, card: CardContext, command: CommandApdu) => ReturnType<CommandRow['run']>,
) =>
  domainCommand(instructions.install, (honest) => (card, command) => {
    const aid = instanceIn(command);
    const {instances, domains} = card.persistent.content;
    return instances.has(aid) && !domains.has(aid) && command.p1 === 0x0c
      ? then(honest, card, command)
      : honest.run(card, command);
  });

const replacedAtInstall = replacing((honest, card, command) => {
  card.commit(without(card.persistent, new Set([instanceIn(command)])));
  return honest.run(card, command);
});

/** INSTALL is refused, and the data of the application that is there are gone all the same. */
const emptiedAtInstall = replacing((honest, card, command) => {
  card.commit(
    withApplication(card.persistent, instanceIn(command), (kept) => ({
      ...kept,
      contents: new Map([...kept.contents].map(([file, bytes]) => [file, zeros(bytes)])),
    })),
  );
  return honest.run(card, command);
});

/** GET STATUS leaves entries out. */
const hiding = (hidden: (entry: Tlv) => boolean) =>
  domainCommand(instructions.getStatus, (honest) => async (card, command) => {
    const reply = await honest.run(card, command);
    if (!('data' in reply)) {
      return reply;
    }
    const shown = berTlv.decodeAll(reply.data).filter((entry) => !hidden(entry));
    return {...reply, data: Uint8Array.from(shown.flatMap((entry) => [...berTlv.encode(entry)]))};
  });

const lockedHidden = hiding(({children}) => isLocked(findTlv(children, tags.lifeCycle)?.value[0] ?? 0));

/** The n-th application that fills an area ends in its number. */
const oneHidden = hiding(({children}) =>
  toHex(findTlv(children, tags.aid)?.value ?? new Uint8Array(0)).endsWith('130103'),
);

/** What is wrong in how a card counts sessions, keeps what is installed and lists it, by name. */
export const registryDefects = {
  'counter-stands': {command: counterStands},
  'any-key-version': {command: anyKeyVersion},
  'other-key-version': {command: otherKeyVersion},
  'unlock-restores-tries': {command: triesRestored},
  'unlock-forgets-id': {command: idForgotten},
  'unlock-forgets-key': {command: secretForgotten(appletFiles.key)},
  'unlock-forgets-pin': {command: secretForgotten(appletFiles.pin)},
  'replaced-at-install': {command: replacedAtInstall},
  'emptied-at-install': {command: emptiedAtInstall},
  'locked-hidden': {command: lockedHidden},
  'one-hidden': {command: oneHidden},
} as const satisfies Readonly<Record<string, CardChange>>;
