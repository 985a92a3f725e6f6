import {issuerDomain, withDomain, withInstance} from '../../emulator/content-management/registry.ts';
import type {CommandRow, Reply} from '../../emulator/os/application.ts';
import {readBinary} from '../../emulator/os/commands/read-binary.ts';
import type {SecureMessaging} from '../../emulator/os/secure-messaging.ts';
import {appletFiles, standardApplets} from '../../protocol/applets/index.ts';
import {raiseLevel, withSecureMessaging} from '../../protocol/globalplatform/index.ts';
import {cardAreas, sw, toHex} from '../../protocol/index.ts';
import type {CardChange} from './changed-card.ts';

/** One command of the security domains, changed. */
const domainCommand =
  (instructions: readonly number[], run: (honest: CommandRow) => CommandRow['run']) =>
  (honest: CommandRow): CommandRow =>
    instructions.includes(honest.ins) && honest.cla === 'proprietary'
      ? {...honest, run: run(honest)}
      : honest;

/** READ BINARY of applets, changed. */
const reading =
  (
    names: readonly (keyof typeof standardApplets)[],
    run: CommandRow['run'],
  ): NonNullable<CardChange['applet']> =>
  (honest) =>
    names.some((name) => standardApplets[name].moduleAid === honest.moduleAid)
      ? {
          ...honest,
          shape: (parameters) => {
            const shape = honest.shape(parameters);
            return {
              ...shape,
              commands: shape.commands.map((row) => (row.ins === readBinary.ins ? {...row, run} : row)),
            };
          },
        }
      : honest;

/** Every instance of 共通カードAP tells the id of the first one. */
const idOfFirstInstance: CommandRow['run'] = async (card, command) => {
  const honest = await readBinary.run(card, command);
  const {applications, content} = card.persistent;
  const [first] = [...content.instances.keys()].flatMap((aid) => {
    const id = applications.get(aid)?.contents.get(appletFiles.id);
    return id?.length === 16 ? [id] : [];
  });
  return first && 'data' in honest ? {...honest, data: first.subarray(0, honest.data.length)} : honest;
};

/** EXTERNAL AUTHENTICATE looks at the MAC alone. */
const anyHostCryptogram = domainCommand([0x82], () => (card, command) => {
  const {secureChannel: session} = card.volatile;
  const opened = session?.security.open({...command, cla: withSecureMessaging(command.cla)});
  if (!session || typeof opened === 'string') {
    return sw.conditionsOfUseNotSatisfied;
  }
  raiseLevel(session.channel, command.p1);
  session.authenticated = true;
  return sw.ok;
});

/** A wrong MAC is refused, and the session goes on. */
const sessionKept = (honest: SecureMessaging): SecureMessaging => ({
  ...honest,
  open(card, command) {
    const {secureChannel} = card.volatile;
    try {
      return honest.open(card, command);
    } catch (error) {
      card.volatile.secureChannel = secureChannel;
      throw error;
    }
  },
});

/** The last bit of a MAC is not looked at. */
const anyMac = (honest: SecureMessaging): SecureMessaging => ({
  ...honest,
  open(card, command) {
    const {secureChannel} = card.volatile;
    try {
      return honest.open(card, command);
    } catch {
      card.volatile.secureChannel = secureChannel;
      const last = command.data.length - 1;
      return honest.open(card, {
        ...command,
        data: command.data.map((byte, at) => (at === last ? byte ^ 1 : byte)),
      });
    }
  },
});

const lockedBit = 0x80;

/** Any security domain locks and unlocks anything. */
const anybodyLocks = domainCommand([0xf0], (honest) => (card, command) => {
  const aid = toHex(command.data);
  const {domains, instances} = card.persistent.content;
  const instance = instances.get(aid);
  if (!instance || domains.has(aid)) {
    return honest.run(card, command);
  }
  const lifeCycle = (instance.lifeCycle & ~lockedBit) | (command.p2 & lockedBit);
  card.commit(withInstance(card.persistent, aid, {...instance, lifeCycle}));
  return sw.ok;
});

const firstAnswers = new Map<string, Reply>();

/** The first answer about free memory is given for ever. */
const freeMemoryConstant = (honest: CommandRow): CommandRow =>
  honest.ins !== 0xca
    ? honest
    : {
        ...honest,
        async run(card, command) {
          const key = toHex(card.volatile.application.aid);
          const reply = firstAnswers.get(key) ?? (await honest.run(card, command));
          if (command.p1 !== 0xff || command.p2 !== 0x21) {
            return honest.run(card, command);
          }
          firstAnswers.set(key, reply);
          return reply;
        },
      };

/** An area takes as many bytes as come. */
const byteQuotaIgnored = domainCommand([0xe6, 0xe8], (honest) => (card, command) => {
  const area = toHex(cardAreas.ordinance.aid);
  const widened = withDomain(card.persistent, issuerDomain, {quota: 100_000_000});
  card.commit(withDomain(widened, area, {quota: 10_000_000}));
  return honest.run(card, command);
});

/** What is wrong in a card's areas and sessions, by name. */
export const areaDefects = {
  'id-read-without-pin': {applet: reading(['service-a', 'service-d'], readBinary.run)},
  'id-of-first-instance': {applet: reading(['common-card'], idOfFirstInstance)},
  'any-host-cryptogram': {command: anyHostCryptogram},
  'any-mac': {messaging: anyMac},
  'session-kept': {messaging: sessionKept},
  'anybody-locks': {command: anybodyLocks},
  'free-memory-constant': {command: freeMemoryConstant},
  'byte-quota-ignored': {command: byteQuotaIgnored},
} as const satisfies Readonly<Record<string, CardChange>>;
