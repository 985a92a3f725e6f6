import {type AreaName, type AreaSession, type CardContent, CardRefused} from '../../../../centre/index.ts';
import {cardAreas, fromHex} from '../../../../protocol/index.ts';
import {globalPlatform as gp, readCommonCardId} from '../../../../terminal/index.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import {channelTo} from '../../../engine/card-channel.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {appletPhases as p} from '../phases.ts';
import {steppedAccess} from '../stepped-access.ts';
import {idText} from '../town-service.ts';
import {fillerInstance, fillerLoadFile, installFiller, loadFiller, mostFillers} from './fill-area.ts';

const notEnoughMemory = 0x6a84;
const alreadyThere = 0x6985;

/** What an area holds at one moment. */
interface AreaMap {
  readonly instances: readonly string[];
  readonly freeBytes: number;
}

/** 領域管理: fill it, list it, take one out of the middle, put it back, stop and resume one, and leave it as it was. */
export const manageArea = async (stage: Stage, area: AreaName): Promise<Ending> => {
  const empty = await mapOf(stage, area);
  const there = empty.instances.length;
  const count = await fill(await open(stage, area), area);
  if (count === 0) {
    return noRoom(empty);
  }
  const full = await mapOf(stage, area);
  expect(
    full.instances.length === there + count,
    'listing',
    `GET STATUS was expected to list ${there + count} applications, but it lists ${full.instances.length}`,
    `GET STATUS は ${there + count} 件のはずですが、${full.instances.length} 件でした`,
  );

  const middle = Math.ceil(count / 2);
  await (await open(stage, area)).delete(fillerInstance(area, middle));
  const withGap = await mapOf(stage, area);
  gone(withGap, fillerInstance(area, middle), there + count - 1);
  roomTaken(empty, withGap, full);
  await installFiller(await open(stage, area), area, middle);
  const again = await mapOf(stage, area);
  const own = await tap(stage, fillerInstance(area, middle));
  expect(
    own === `FILL-${middle}`,
    'id-mixed-up',
    `application ${middle} was expected to give its own id, but it gives another`,
    `${middle} 件目のAPは自身のIDを返すはずですが、異なります`,
  );
  sameRoom(full, again, 'an application that was put back', '入れ直したAP');

  await stopAndResume(stage, area);
  await refusedWith(alreadyThere, 'an AID that is taken', '使用済みのAID', async () =>
    installFiller(await open(stage, area), area, 1),
  );
  const held = await tap(stage, fillerInstance(area, 1));
  expect(
    held === 'FILL-1',
    'replaced',
    'an application was expected to keep its id where another was refused under its AID, but it gives another',
    '同じAIDの搭載が拒否されたAPは元のIDを保つはずですが、異なります',
  );
  await emptied(await open(stage, area), area, count);
  const left = await mapOf(stage, area);
  sameRoom(empty, left, 'everything that was put in and taken out', '搭載と削除の全体');
  return managed(count, [empty, full, withGap, again, left]);
};

/** A session with the area's own domain; reading what is free ends the one before. */
const open = (stage: Stage, area: AreaName): Promise<AreaSession> =>
  steppedAccess(stage).openArea(area, newCardKeys(area));

const mapOf = async (stage: Stage, area: AreaName): Promise<AreaMap> => {
  const session = await open(stage, area);
  const content: readonly CardContent[] = await session.status();
  const free = await stage.step(p.readResources, async () => {
    const channel = channelTo(stage);
    await gp.selectSecurityDomain(channel, cardAreas[area].aid);
    return (await gp.readCardResources(channel))?.freeNonVolatile;
  });
  return {
    instances: content.filter(({object}) => object === 'instance').map(({aid}) => aid),
    freeBytes: free ?? 0,
  };
};

/** Applications until the card says that it is full; how many there were. */
const fill = async (session: AreaSession, area: AreaName): Promise<number> => {
  await loadFiller(session, area);
  for (let n = 1; n <= mostFillers; n += 1) {
    try {
      await installFiller(session, area, n);
    } catch (error) {
      expect(
        statusOf(error) === notEnoughMemory,
        'full',
        `an area that is full was expected to answer 6A84, but application ${n} met ${told(error)}`,
        `満杯の領域は 6A84 を返すはずですが、${n} 件目は ${told(error)} でした`,
      );
      return settled(session, area, n - 1);
    }
  }
  throw new Refused(
    {
      en: `an area was expected to be full at some time, but it took ${mostFillers} applications`,
      ja: `領域はいつか満杯になるはずですが、${mostFillers} 件が入りました`,
    },
    'full',
  );
};

/** Where nothing fitted, the load file goes again: the area is as it was. */
const settled = async (session: AreaSession, area: AreaName, count: number): Promise<number> => {
  if (count === 0) {
    await session.delete(fillerLoadFile(area));
  }
  return count;
};

/** Nothing fits beside what is there: that says nothing about the card. */
const noRoom = ({instances}: AreaMap): Ending => ({
  verdict: 'inconclusive',
  reasonId: 'precondition',
  reason: {
    en: `an area with room for at least one application was expected, but ${instances.length} are in the way: ${instances.join(', ')}`,
    ja: `APが1件以上入る領域が必要ですが、${instances.length} 件が既にあります: ${instances.join('、')}`,
  },
});

/** What is installed takes room, and what is deleted gives it back. */
const roomTaken = (empty: AreaMap, withGap: AreaMap, full: AreaMap): void =>
  expect(
    empty.freeBytes > withGap.freeBytes && withGap.freeBytes > full.freeBytes,
    'room-not-counted',
    `free bytes were expected to fall with what is installed, but there are ${empty.freeBytes} at first, ${full.freeBytes} when full and ${withGap.freeBytes} with one less`,
    `空きは搭載で減り削除で増えるはずですが、最初 ${empty.freeBytes}、満杯 ${full.freeBytes}、1件削除後 ${withGap.freeBytes} バイトです`,
  );

const gone = ({instances}: AreaMap, aid: string, count: number): void =>
  expect(
    !instances.includes(aid) && instances.length === count,
    'not-deleted',
    `${aid} was expected to be gone and ${count} to be left, but ${instances.length} are there`,
    `${aid} が削除され ${count} 件が残るはずですが、${instances.length} 件あります`,
  );

const sameRoom = (before: AreaMap, after: AreaMap, en: string, ja: string): void =>
  expect(
    before.freeBytes === after.freeBytes && before.instances.length === after.instances.length,
    'room-lost',
    `${en} was expected to leave ${before.freeBytes} bytes free, but there are ${after.freeBytes}`,
    `${ja} の後の空きは ${before.freeBytes} バイトのはずですが、${after.freeBytes} バイトです`,
  );

/** Stopped it is not found, resumed it gives its id. */
const stopAndResume = async (stage: Stage, area: AreaName): Promise<void> => {
  const aid = fillerInstance(area, 1);
  await (await open(stage, area)).lock(aid);
  const stopped = await tap(stage, aid).catch((error) => told(error));
  expect(
    stopped === 'KZS-APPLET-NOT-FOUND',
    'not-stopped',
    `a stopped application was expected not to be found, but the terminal met ${stopped}`,
    `停止中のAPは見つからないはずですが、${stopped} でした`,
  );
  const listed = await (await open(stage, area)).status();
  expect(
    listed.some((one) => one.aid === aid && one.state === 'locked'),
    'listing',
    'GET STATUS was expected to list a stopped application as locked, but it does not',
    'GET STATUS は停止中のAPをロック状態として返すはずですが、異なります',
  );
  await (await open(stage, area)).unlock(aid);
  const resumed = await tap(stage, aid);
  expect(
    resumed === 'FILL-1',
    'not-resumed',
    'a resumed application was expected to give its id, but it gives another',
    '再開したAPは元のIDを返すはずですが、異なります',
  );
};

const tap = (stage: Stage, aid: string): Promise<string> =>
  stage.step(p.testTap, async () => idText(await readCommonCardId(channelTo(stage), fromHex(aid))));

const emptied = async (session: AreaSession, area: AreaName, count: number): Promise<void> => {
  for (let n = 1; n <= count; n += 1) {
    await session.delete(fillerInstance(area, n));
  }
  await session.delete(fillerLoadFile(area));
};

/** The card refuses with this status word, and nothing else. */
const refusedWith = async (
  status: number,
  en: string,
  ja: string,
  work: () => Promise<void>,
): Promise<void> => {
  const met = await work().then(
    () => undefined,
    (error: unknown) => ({error}),
  );
  const hex = status.toString(16).toUpperCase();
  expect(
    met !== undefined && statusOf(met.error) === status,
    'not-refused',
    `${en} was expected to be answered ${hex}, but ${met ? told(met.error) : 'it was taken'}`,
    `${ja} には ${hex} が必要ですが、${met ? told(met.error) : '受け付けられました'}`,
  );
};

const statusOf = (error: unknown): number | undefined =>
  error instanceof CardRefused && error.cause instanceof gp.GlobalPlatformStatus
    ? error.cause.sw.value
    : unlessCut(error);

/** A card that went away is no answer of the card. */
const unlessCut = (error: unknown): undefined => {
  if (error instanceof CardRefused) {
    return undefined;
  }
  throw error;
};

const told = (error: unknown): string => {
  if (error instanceof CardRefused && error.cause instanceof gp.GlobalPlatformStatus) {
    return String(error.cause.sw);
  }
  if (error instanceof Error && 'id' in error && error.id === 'KZS-APPLET-NOT-FOUND') {
    return error.id;
  }
  throw error;
};

const expect = (holds: boolean, reasonId: string, en: string, ja: string): void => {
  if (!holds) {
    throw new Refused({en, ja}, reasonId);
  }
};

const managed = (count: number, maps: readonly AreaMap[]): Ending => {
  const shown = maps.map(({instances, freeBytes}) => `${instances.length}/${freeBytes}`).join(', ');
  return {
    verdict: 'pass',
    reasonId: 'managed',
    reason: {
      en: `${count} applications fit, then 6A84; applications and free bytes at each step: ${shown}`,
      ja: `${count} 件搭載後に 6A84。各段階のAP数と空きバイト: ${shown}`,
    },
  };
};
