import {type CardImage, memoryStore} from '../../emulator/index.ts';
import {type CardPort, fromHex, realClock, toHex} from '../../protocol/index.ts';
import {type ApduChannel, apduChannel, globalPlatform} from '../../terminal/index.ts';
import {channelTo} from '../support/issuer.ts';
import {bareImage, domains, selecting} from '../support/managed-card.ts';
import {areaSession, installed} from '../support/service-card.ts';
import type {Sequence, TorturedCommand} from './sequences.ts';
import {startedCard, tortureEnvironment} from './started-card.ts';
import {type Stage, stageIn, type TorturedApplet, torturedApplets} from './tortured-applets.ts';

/** A whole life of an application on a card, as a host and a terminal have it. */
const wholeLife = async (channel: ApduChannel, applet: TorturedApplet): Promise<void> => {
  const managed = await areaSession(channel);
  await installed(managed, applet);
  await applet.personalise(managed);
  await applet.use(channel);
  const again = await areaSession(channel);
  await globalPlatform.deleteObject(again, applet.moduleAid);
  await globalPlatform.deleteObject(again, applet.packageAid);
};

/** What somebody says to a sound card; a tortured card has the same challenges, so it is told the very same bytes. */
const recordedCommands = async (
  image: CardImage,
  life: (channel: ApduChannel) => Promise<void>,
): Promise<TorturedCommand[]> => {
  const said: TorturedCommand[] = [];
  const card = startedCard(image, tortureEnvironment(memoryStore));
  card.powerOn();
  const recording = {
    async transmit(bytes: Uint8Array): Promise<Uint8Array> {
      const answer = await card.transmit(bytes);
      said.push({apdu: toHex(bytes), expected: toHex(answer.slice(-2))});
      return answer;
    },
  };
  await life(apduChannel(recording, {clock: realClock()}));
  return said;
};

/** Everything that is done with an application, in a secure channel of the area; it is whole or absent ever after. */
export const appletSequences: readonly Sequence[] = await Promise.all(
  torturedApplets.map(
    async (applet): Promise<Sequence> => ({
      title: `${applet.title.ja}: loaded, installed, personalised, used and deleted`,
      card: () => bareImage(),
      commands: await recordedCommands(bareImage(), (channel) => wholeLife(channel, applet)),
      afterwards: (image) => wholeOrAbsent(image, applet),
    }),
  ),
);

const wholeStages: readonly Stage[] = ['absent', 'loaded', 'new', 'personalised'];

/**
 * What is wrong with an application after a cut, and with doing it all again: what was left is deleted, the same
 * installation succeeds and works, and once it is deleted the area has as much room as a new card's.
 */
const wholeOrAbsent = async (image: CardImage, applet: TorturedApplet): Promise<string[]> => {
  const stage = stageIn(image, applet);
  const losses = (wholeStages as readonly string[]).includes(stage) ? [] : [`the card holds ${stage}`];
  const card = startedCard(image, tortureEnvironment(memoryStore));
  card.powerOn();
  const channel = channelTo(card);
  try {
    if (stage === 'personalised') {
      await applet.open(channel);
    }
    await emptied(channel);
    await wholeLife(channel, applet);
  } catch (error) {
    if (!(error instanceof Error)) {
      throw error;
    }
    return [...losses, `it cannot be done again from "${stage}": ${error.message}`];
  }
  const [free, atFirst] = [await freeBytes(card), await freeBytes(newCard())];
  return free === atFirst
    ? losses
    : [...losses, `the area has ${free} free bytes once all is deleted, and had ${atFirst}`];
};

/** Deletes what the registry lists in the area, load files with what was installed from them. */
export const emptied = async (channel: ApduChannel): Promise<void> => {
  const managed = await areaSession(channel);
  const {session} = managed;
  for (const subset of ['applications', 'loadFiles'] as const) {
    for (const {aid} of await globalPlatform.getStatus(session, subset)) {
      if (toHex(aid) !== domains.ordinance.aid) {
        await globalPlatform.deleteObject(managed, aid, {related: subset === 'loadFiles'});
      }
    }
  }
};

const newCard = (): CardPort => {
  const card = startedCard(bareImage(), tortureEnvironment(memoryStore));
  card.powerOn();
  return card;
};

/** What the area says of its room, bytes. */
export const freeBytes = async (card: CardPort): Promise<number> => {
  await card.transmit(fromHex(selecting(domains.ordinance.aid)));
  const told = await globalPlatform.readCardResources(channelTo(card));
  if (!told) {
    throw new Error('the area does not tell its memory');
  }
  return told.freeNonVolatile;
};
