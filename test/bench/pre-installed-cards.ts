import {availableParallelism} from 'node:os';
import {performance} from 'node:perf_hooks';
import {isMainThread, parentPort, Worker, workerData} from 'node:worker_threads';
import {newContent} from '../../emulator/content-management/default-content.ts';
import {
  type AppletDefinition,
  builtInApplets,
  type Card,
  cardFromImage,
  type Environment,
  memoryStore,
  secureChannels,
  stateOf,
  withState,
} from '../../emulator/index.ts';
import {appletCap, personalisationObjects, standardApplets} from '../../protocol/applets/index.ts';
import {readCapArchive} from '../../protocol/cap/index.ts';
import {
  type AreaName,
  areaNames,
  cardAreas,
  fromHex,
  masterKey,
  type Random,
  seededRandom,
  toHex,
  virtualClock,
} from '../../protocol/index.ts';
import {apduChannel, globalPlatform, readCommonCardId, ServiceSession} from '../../terminal/index.ts';
import {bareImage} from '../support/managed-card.ts';
import {cardKey, usualPersonalisation} from '../support/service-card.ts';
import type {Measurement} from './measurement.ts';

const aimSeconds = 60;
const aimCards = 10_000;

/** Each area has load files of its own, so the two programs come under other AIDs in each. */
const inArea = (applet: AppletDefinition, area: AreaName): AppletDefinition => {
  const own = (aid: Uint8Array): Uint8Array => Uint8Array.of(...aid, areaNames.indexOf(area) + 1);
  return {...applet, packageAid: own(applet.packageAid), moduleAid: own(applet.moduleAid)};
};

const programs = builtInApplets.filter(({packageAid}) =>
  [standardApplets['service-a'], standardApplets['common-card']].some(
    (one) => toHex(one.packageAid) === toHex(packageAid),
  ),
);
const applets = areaNames.flatMap((area) =>
  programs.map((one) => {
    const applet = inArea(one, area);
    const common = toHex(one.moduleAid) === toHex(standardApplets['common-card'].moduleAid);
    return {area, applet, common, cap: readCapArchive(appletCap(applet))};
  }),
);

const environmentOf = (random: Random): Environment => ({
  clock: virtualClock(new Date('2026-04-01T00:00:00Z')),
  random,
  store: memoryStore,
  rsa: {
    warm: () => undefined,
    compute: () => {
      throw new Error('no key of the holder is used here');
    },
    close: () => Promise.resolve(),
  },
});

export interface PreInstalled {
  readonly cards: readonly Card[];
  readonly apdus: number;
  readonly seconds: number;
  /** Of the modelled contactless card, all of them together. */
  readonly modelledSeconds: number;
}

/**
 * Makes so many cards, each with keys of its own, and puts 業務タイプA and 共通カードAP into both areas of each: a
 * secure channel (level 33), load files, instances and personalisation, as one terminal after the other would. The
 * first one's number is `first`.
 */
export const preInstall = async (count: number, first = 0): Promise<PreInstalled> => {
  const image = bareImage();
  const state = stateOf(image);
  const cards: Card[] = [];
  let apdus = 0;
  let modelledNs = 0;
  const at = performance.now();
  for (let number = first; number < first + count; number += 1) {
    const id = `card-${number}`;
    const content = newContent({cardId: id, areas: true, secureChannel: secureChannels['scp03-kdf3']});
    const environment = environmentOf(seededRandom(id));
    const card = cardFromImage(
      withState({...image, id}, {...state, content}),
      'contactless-106',
      environment,
      applets.map(({applet}) => applet),
    );
    const {clock, random} = environment;
    card.powerOn();
    const channel = apduChannel(
      {
        async transmit(bytes) {
          apdus += 1;
          return card.transmit(bytes);
        },
      },
      {clock},
    );
    for (const area of areaNames) {
      const {aid} = cardAreas[area];
      await globalPlatform.selectSecurityDomain(channel, aid);
      const keys = {master: masterKey(area), diversification: 'kdf3'} as const;
      const session = await globalPlatform.openSecureChannel(channel, {keys, level: 0x33, aid, random});
      for (const {applet, cap, common} of applets.filter((one) => one.area === area)) {
        const loaded = await globalPlatform.loadCap({session}, cap, {securityDomain: aid});
        await globalPlatform.installApplet({session}, loaded);
        const objects = personalisationObjects(
          common ? {id: commonIdOf(number)} : {...usualPersonalisation, id: Buffer.from(id)},
        );
        await globalPlatform.personalise({session}, applet.moduleAid, objects, 'dataObjects');
      }
    }
    modelledNs += clock.now();
    cards.push(card);
  }
  return {cards, apdus, seconds: (performance.now() - at) / 1000, modelledSeconds: modelledNs / 1e9};
};

const commonIdOf = (number: number): Uint8Array =>
  fromHex(number.toString(16).toUpperCase().padStart(32, '0'));

/** What one of the threads is to do, and what it says of it. */
interface Share {
  readonly first: number;
  readonly count: number;
}
type Said = Pick<PreInstalled, 'apdus' | 'modelledSeconds'>;

/** 10,000 cards, made on as many threads as there are processors; on each one card is then used as a terminal would. */
export const measurePreInstalledCards = async (): Promise<Measurement[]> => {
  const threads = availableParallelism();
  const count = Math.ceil(aimCards / threads);
  const at = performance.now();
  const said = await Promise.all(
    Array.from({length: threads}, (_, n) =>
      onThread({first: n * count, count: Math.min(count, aimCards - n * count)}),
    ),
  );
  const seconds = (performance.now() - at) / 1000;
  const apdus = said.reduce((sum, one) => sum + one.apdus, 0);
  const modelledSeconds = said.reduce((sum, one) => sum + one.modelledSeconds, 0);
  const rate = Math.round(apdus / seconds).toLocaleString('en');
  return [
    {
      name: `${aimCards.toLocaleString('en')} cards pre-installed, two applications in each area, virtual clock, ${threads} threads`,
      value: `${seconds.toFixed(1)} s (${apdus.toLocaleString('en')} APDUs, ${rate} a second; ${(modelledSeconds / 3600).toFixed(0)} h at one terminal)`,
      aim: `< ${aimSeconds} s`,
      met: seconds < aimSeconds,
    },
  ];
};

const onThread = (share: Share): Promise<Said> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), {workerData: share});
    thread.once('message', resolve);
    thread.once('error', reject);
  });

/** The one in the middle; the first one's number is `first`. */
const checkUse = async (cards: readonly Card[], first: number): Promise<void> => {
  const index = cards.length >> 1;
  const number = first + index;
  const card = cards[index];
  if (!card) {
    throw new Error(`there is no card ${number}`);
  }
  const channel = apduChannel(
    {transmit: async (bytes) => card.transmit(bytes)},
    {clock: virtualClock(new Date())},
  );
  const [key, random] = [{key: cardKey}, seededRandom('a terminal')];
  for (const {applet, common} of applets) {
    const {moduleAid: aid} = applet;
    const id = common
      ? await readCommonCardId(channel, aid)
      : await (await ServiceSession.open(channel, {type: 'service-a', aid, key, random})).readId();
    const wanted = common ? commonIdOf(number) : Buffer.from(`card-${number}`);
    if (Buffer.compare(id, wanted) !== 0) {
      throw new Error(`card ${number} says it is ${toHex(id)}`);
    }
  }
};

if (!isMainThread && parentPort) {
  const {first, count} = workerData as Share;
  const {cards, apdus, modelledSeconds} = await preInstall(count, first);
  await checkUse(cards, first);
  parentPort.postMessage({apdus, modelledSeconds} satisfies Said);
}
