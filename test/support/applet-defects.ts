import type {AppletDefinition} from '../../emulator/applets/applet.ts';
import {mutualAuthenticate} from '../../emulator/applets/mutual-authenticate.ts';
import {appletChannelOf, serviceMessaging} from '../../emulator/applets/service-messaging.ts';
import {noReceipt} from '../../emulator/content-management/management-command.ts';
import {withDomain, without} from '../../emulator/content-management/registry.ts';
import type {CommandRow} from '../../emulator/os/application.ts';
import type {CardContext} from '../../emulator/os/context.ts';
import {
  AppletChannel,
  appletFiles,
  type KeyPairOfChannel,
  personalisationTags,
  standardApplets,
} from '../../protocol/applets/index.ts';
import {type CommandApdu, cardAreas, sw, toHex} from '../../protocol/index.ts';
import type {CardChange} from './changed-card.ts';

const [authenticate, readBinary, getChallenge] = [0x82, 0xb0, 0x84];
const [install, remove, storeData] = [0xe6, 0xe4, 0xe2];

/** One applet, its commands changed. */
const inApplet =
  (
    names: readonly (keyof typeof standardApplets)[],
    ins: number,
    change: (honest: CommandRow) => CommandRow,
  ): NonNullable<CardChange['applet']> =>
  (honest) =>
    names.some((name) => standardApplets[name].moduleAid === honest.moduleAid)
      ? {
          ...honest,
          shape: (parameters) => {
            const shape = honest.shape(parameters);
            return {...shape, commands: shape.commands.map((row) => (row.ins === ins ? change(row) : row))};
          },
        }
      : honest;

const both = ['service-a', 'service-d'] as const;

/** A challenge is good for any number of answers. */
const challengeKept = (honest: CommandRow): CommandRow => ({
  ...honest,
  run(card, command) {
    const {challenge} = card.volatile;
    try {
      return honest.run(card, command);
    } finally {
      card.volatile.challenge = challenge;
    }
  },
});

/** Every challenge is the same. */
const challengeFixed = (honest: CommandRow): CommandRow => ({
  ...honest,
  run(card, command) {
    const data = new Uint8Array(command.ne).fill(0x77);
    card.volatile.challenge = data;
    return {data, sw: sw.ok};
  },
});

/** Reading changes something that is kept. */
const readingCounts = (honest: CommandRow): CommandRow => ({
  ...honest,
  run(card, command) {
    const {content} = card.persistent;
    card.commit({
      ...card.persistent,
      content: {...content, confirmationCounter: content.confirmationCounter + 1},
    });
    return honest.run(card, command);
  },
});

/** What came once with a right MAC is taken again. */
const macForgotten: NonNullable<CardChange['applet']> = (honest) => {
  if (honest.moduleAid !== standardApplets['service-d'].moduleAid) {
    return honest;
  }
  const heard = new Map<string, CommandApdu>();
  const open: typeof serviceMessaging.open = (card, command) => {
    const [before, channel] = [heard.get(toHex(command.data)), appletChannelOf(card)];
    if (before && channel) {
      return {command: before, protect: (response) => channel.protectResponse(response)};
    }
    const opened = serviceMessaging.open(card, command);
    heard.set(toHex(command.data), opened.command);
    return opened;
  };
  return {
    ...honest,
    shape: (parameters) => ({...honest.shape(parameters), secureMessaging: {...serviceMessaging, open}}),
  };
};

/** Answers are encrypted under the vector of a command. */
const wrongVector = (card: CardContext, keys: KeyPairOfChannel): void => {
  const encryptBlock = keys.enc.encryptBlock.bind(keys.enc);
  Object.assign(keys.enc, {
    encryptBlock: (block: Uint8Array) =>
      encryptBlock(Uint8Array.from(block, (byte, n) => (n === 0 ? 0 : byte))),
  });
  card.volatile.appletSession = new AppletChannel(keys);
};

/** Another id is written than was sent. */
const otherIdWritten: NonNullable<CardChange['applet']> = (honest) => ({
  ...honest,
  ...(honest.storeData
    ? {
        storeData(...given: Parameters<NonNullable<AppletDefinition['storeData']>>) {
          const kept = honest.storeData?.(...given) ?? given[0];
          const id = kept.contents.get(appletFiles.id);
          const other = id?.map((byte, n) => (n === 3 ? byte ^ 1 : byte));
          return other ? {...kept, contents: new Map(kept.contents).set(appletFiles.id, other)} : kept;
        },
      }
    : {}),
});

/** Another id is written, and 6A88 is what the card says of it. */
const otherIdKeptBack: NonNullable<CardChange['applet']> = (honest) => ({
  ...otherIdWritten(honest),
  readBack: () => undefined,
});

/** What is read back has another tag. */
const otherTagTold = (honest: CommandRow): CommandRow =>
  honest.ins !== storeData
    ? honest
    : {
        ...honest,
        async run(card, command) {
          const reply = await honest.run(card, command);
          const told = typeof reply === 'object' && 'data' in reply ? reply.data : undefined;
          return told?.[0] === personalisationTags.id
            ? {data: Uint8Array.of(personalisationTags.options, ...told.subarray(1)), sw: sw.ok}
            : reply;
        },
      };

const ordinance = toHex(cardAreas.ordinance.aid);

/** Each time it is done, the area's quota is smaller. */
const quotaLeaks =
  (ins: number) =>
  (honest: CommandRow): CommandRow =>
    honest.ins !== ins || honest.cla !== 'proprietary'
      ? honest
      : {
          ...honest,
          async run(card, command) {
            const reply = await honest.run(card, command);
            const {quota = 0} = card.persistent.content.domains.get(ordinance) ?? {};
            card.commit(withDomain(card.persistent, ordinance, {quota: quota - 16}));
            return reply;
          },
        };

const aidIn = ({data}: CommandApdu): string => toHex(data.subarray(2, 2 + (data[1] ?? 0)));

/** DELETE of an application says 9000, and it stays. */
const deletedStays = (honest: CommandRow): CommandRow =>
  honest.ins !== remove
    ? honest
    : {
        ...honest,
        run(card, command) {
          const {instances, domains} = card.persistent.content;
          const aid = aidIn(command);
          return instances.has(aid) && !domains.has(aid) ? noReceipt : honest.run(card, command);
        },
      };

/** Any security domain deletes anything. */
const anybodyDeletes = (honest: CommandRow): CommandRow =>
  honest.ins !== remove
    ? honest
    : {
        ...honest,
        run(card, command) {
          card.commit(without(card.persistent, new Set([aidIn(command)])));
          return noReceipt;
        },
      };

/** What is wrong in a card, by name; the honest card has none of it. */
export const appletDefects = {
  'challenge-kept': {applet: inApplet(both, authenticate, challengeKept)},
  'challenge-fixed': {applet: inApplet(both, getChallenge, challengeFixed)},
  'mac-forgotten': {applet: macForgotten},
  'wrong-vector': {applet: inApplet(['service-d'], authenticate, () => mutualAuthenticate(wrongVector))},
  'reading-counts': {applet: inApplet(both, readBinary, readingCounts)},
  'other-id-written': {applet: otherIdWritten},
  'other-id-kept-back': {applet: otherIdKeptBack},
  'other-id-under-other-tag': {applet: otherIdWritten, command: otherTagTold},
  'quota-leaks-at-install': {command: quotaLeaks(install)},
  'quota-leaks-at-delete': {command: quotaLeaks(remove)},
  'deleted-stays': {command: deletedStays},
  'anybody-deletes': {command: anybodyDeletes},
} as const satisfies Readonly<Record<string, CardChange>>;

export type AppletDefect = keyof typeof appletDefects;
