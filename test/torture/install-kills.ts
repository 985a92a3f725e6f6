import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {
  type CardImage,
  memoryStore,
  readCardFile,
  startCardProcess,
  writeCardFile,
} from '../../emulator/index.ts';
import {clockOrigin, realClock} from '../../protocol/index.ts';
import {type ApduChannel, apduChannel} from '../../terminal/index.ts';
import {type Dice, dice} from '../support/dice.ts';
import {FakeVpcd} from '../support/fake-vpcd.ts';
import {bareImage} from '../support/managed-card.ts';
import {areaSession} from '../support/service-card.ts';
import {type InstallStep, stepsFrom} from './install-steps.ts';
import type {KillOptions} from './kills.ts';
import {managedMemory} from './managed-memory.ts';
import type {Toll} from './power-cuts.ts';
import {startedCard, tortureEnvironment} from './started-card.ts';
import {stageIn, stampModule, type TorturedApplet, torturedApplets} from './tortured-applets.ts';

/** A card is killed within this many milliseconds of its first session. */
const longestLifeMs = 80;

/** What the host knows: one stage of each application, or two while an answer is missing. */
type Known = Map<TorturedApplet, readonly string[]>;

/** Thrown by the channel once the card process has been killed. */
class CardGone extends Error {}

/**
 * Kills a real card process with SIGKILL, again and again on one card file, while the host loads, installs,
 * personalises, uses and deletes applications, one of a user's among them. What was acknowledged is there, nothing is
 * half there, and the next process goes on from it.
 */
export const killInstallations = async ({kills, seed, progress}: KillOptions): Promise<Toll> => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-installs-'));
  const file = join(folder, 'card.json');
  const chance = dice(seed);
  const losses: string[] = [];
  const begin = (): Known => {
    rmSync(`${file}.lock`, {force: true});
    writeCardFile(file, bareImage());
    return new Map(torturedApplets.map((applet) => [applet, ['absent']]));
  };
  try {
    let known = begin();
    for (let kill = 1; kill <= kills; kill += 1) {
      const wrong = await oneLife(file, known, chance);
      losses.push(...wrong.map((loss) => `kill ${kill} of seed ${seed}: ${loss}`));
      known = wrong.length > 0 ? begin() : known;
      progress?.(kill);
    }
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
  return {cuts: kills, losses};
};

const oneLife = async (file: string, known: Known, chance: Dice): Promise<string[]> => {
  const vpcd = await FakeVpcd.listen();
  const card = await startCardProcess({
    image: bareImage(),
    file,
    timing: 'instant',
    host: '127.0.0.1',
    port: vpcd.port,
    origin: clockOrigin(),
    applets: [stampModule],
  });
  try {
    await card.insert();
    await vpcd.until(() => vpcd.connected);
    vpcd.tell({kind: 'power-on'});
    const channel = channelOver(vpcd);
    await areaSession(channel);
    const timer = setTimeout(() => process.kill(card.pid, 'SIGKILL'), chance.below(longestLifeMs));
    const wrong = await worked(channel, known, chance);
    clearTimeout(timer);
    if (wrong.length > 0) {
      await card.stop();
      return wrong;
    }
    await card.ended;
    return await leftBehind(file, known);
  } finally {
    await vpcd.close();
  }
};

const channelOver = (vpcd: FakeVpcd): ApduChannel =>
  apduChannel(
    {
      async transmit(bytes) {
        vpcd.tell({kind: 'apdu', bytes});
        const answer = await vpcd.answerOrGone();
        if (!answer) {
          throw new CardGone('the card has gone');
        }
        return answer;
      },
    },
    {clock: realClock()},
  );

/** Works until the card has gone; what was refused that should not have been. */
const worked = async (channel: ApduChannel, known: Known, chance: Dice): Promise<string[]> => {
  try {
    for (;;) {
      const applet = chance.pick(torturedApplets);
      const [from = ''] = known.get(applet) ?? [];
      const {to, work}: InstallStep = chance.pick(stepsFrom(from));
      known.set(applet, [from, to]);
      await work(channel, applet);
      known.set(applet, [to]);
    }
  } catch (error) {
    return error instanceof CardGone ? [] : [error instanceof Error ? error.message : String(error)];
  }
};

/** What is wrong with the card file a killed process leaves; afterwards what is in it is what is known. */
const leftBehind = async (file: string, known: Known): Promise<string[]> => {
  let image: CardImage;
  try {
    image = readCardFile(file);
  } catch (error) {
    return [`the card file cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
  const losses: string[] = [];
  for (const [applet, possible] of known) {
    const stage = stageIn(image, applet);
    if (!possible.includes(stage)) {
      losses.push(`${applet.title.ja} is "${stage}" after the kill, and was to be ${possible.join(' or ')}`);
    }
    known.set(applet, [stage]);
  }
  const card = startedCard(image, tortureEnvironment(memoryStore));
  card.powerOn();
  return [...losses, ...(await managedMemory(card, image))];
};
