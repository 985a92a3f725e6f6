import {
  type AreaName,
  type AreaSession,
  areaNames,
  openCounter,
  type Transition,
} from '../../../centre/index.ts';
import {IssuerSession} from '../../../terminal/index.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import {channelTo} from '../../engine/card-channel.ts';
import type {Phase, Precondition} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {type TestIssuer, testIssuers} from '../../world/card-management-desk.ts';
import {accessTo} from './card-at-terminal.ts';
import {chipInUse} from './chip-in-use.ts';
import {nextPlay, playNumber} from './play-number.ts';
import {preparing} from './preparing-phases.ts';
import {isOurs, oursAlone} from './test-issuers-objects.ts';
import {type Installed, pinBytes, userId} from './town-service.ts';

/** The card is entered at the card management system, at town X, and in use; nothing of the test issuers is on it. */
export const cardInUse: Precondition = {
  id: 'card-in-use',
  title: {
    en: 'the card is in use, with nothing of the test issuers on it',
    ja: 'カードは運用中で、試験用発行者のものは何も搭載されていない',
  },
  establish: (stage) => makeReady(stage, (phase, work) => stage.step(phase, work)),
};

/** Does a part of the preparation: as a step that is timed, or within a recovery, whose steps are others. */
type Doing = (phase: Phase, work: () => Promise<void>) => Promise<void>;

/** The same card again: what a recovery begins with. */
export const makeReady = async (stage: Stage, doing: Doing = (_, work) => work()): Promise<void> => {
  await doing(preparing.lookAtChip, () => chipInUse(stage));
  nextPlay(stage);
  const desk = await stage.world.cardManagement();
  const access = accessTo(stage);
  const cardId = await access.cardId();
  await doing(preparing.enter, () => desk.enter(cardId, ['prepare', 'deliver']));
  await doing(preparing.takeBack, async () => {
    await takeBack(stage);
    await comeHome(stage);
  });
  await doing(preparing.clear, async () => {
    for (const area of areaNames) {
      await clear(await access.openArea(area, newCardKeys(area)));
    }
  });
};

/** What an earlier play in this world installed goes from card and system. */
const takeBack = async (stage: Stage): Promise<void> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const access = accessTo(stage);
  const cardId = await access.cardId();
  const counter = openCounter({management, access, areaKeys: newCardKeys});
  for (const {name} of testIssuers) {
    const token = await desk.token(name, 'installer');
    const {applications} = management.cards.get(management.operators.actor(token), cardId);
    if (applications.length > 0) {
      await counter.perform(token, requestId(stage, 'take-back'), {
        kind: 'delete',
        cardId,
        applications: applications.map(({area, kind}) => ({area: area as AreaName, kind})),
      });
    }
  }
};

/** The holder lives in town X again, where an earlier play had them move. */
const comeHome = async (stage: Stage): Promise<void> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const cardId = await accessTo(stage).cardId();
  const {residence} = management.cards.get(await desk.as('town-x', 'installer'), cardId);
  const left = testIssuers.find((one) => 'municipalityCode' in one && one.municipalityCode === residence);
  if (left && left.name !== 'town-x') {
    await tellMove(stage, left.name, 'home');
    await continueUse(stage, 'town-x', 'home');
  }
};

/** What an earlier run left on a card file, instances before their load files, and these before the domains. */
const clear = async (session: AreaSession): Promise<void> => {
  const found = (await session.status()).filter(isOurs);
  for (const object of ['instance', 'load-file', 'domain'] as const) {
    for (const {aid} of found.filter((one) => one.object === object)) {
      await session.delete(aid);
    }
  }
};

export interface InstallOrder {
  readonly applications: readonly Installed[];
  /** The initial PIN of those that may have one; `parameter`: where the parameter `pin` asks for it. */
  readonly pin?: boolean | 'parameter';
  readonly userId?: string;
  /** What a card holds instead of its own key, where it is not the issuer's. */
  readonly key?: Uint8Array;
}

/** 準備シーン: applications come onto the card, through counter and card management, before anybody uses them. */
export const installed = (order: InstallOrder): Precondition => ({
  id: 'installed',
  title: {en: 'the applications are on the card', ja: 'アプリケーションが搭載済み'},
  establish: (stage) => stage.step(preparing.install, () => install(stage, order)),
});

/** One operation an issuer, since an issuer is asked for its own. */
export const install = async (
  stage: Stage,
  {applications, pin = false, userId: id = userId, key}: InstallOrder,
): Promise<void> => {
  const desk = await stage.world.cardManagement();
  const access = accessTo(stage);
  const cardId = await access.cardId();
  const typed = pin === 'parameter' ? stage.parameters['pin'] === true : pin;
  const {keys} = desk.management;
  const counter = openCounter({
    management: key ? {...desk.management, keys: {...keys, application: () => key}} : desk.management,
    access,
    areaKeys: newCardKeys,
    ...(typed ? {initialPin: async () => pinBytes()} : {}),
  });
  for (const issuer of new Set(applications.map((one) => one.issuer))) {
    const own = applications.filter((one) => one.issuer === issuer);
    const places = own.map(({area, kind}) => ({area, kind}));
    await counter.perform(await desk.token(issuer, 'installer'), requestId(stage, 'before', own), {
      kind: 'install',
      cardId,
      applications: places,
      userId: id,
    });
  }
};

const requestId = (stage: Stage, what: string, applications: readonly Installed[] = []): string =>
  [what, playNumber(stage), ...applications.map(({area, kind}) => `${area}-${kind}`)].join('-');

/** An application is stopped (サービスの停止), on the card and at the system. */
export const stopped = (application: Installed): Precondition => ({
  id: 'stopped',
  title: {en: 'the application is stopped', ja: 'アプリケーションが停止中'},
  establish: (stage) => stopOrResume(stage, application, 'stop', preparing.stop),
});

/** The same application is in use again. */
export const resumed = (application: Installed): Precondition => ({
  id: 'resumed',
  title: {en: 'the application is resumed', ja: 'アプリケーションが再開済み'},
  establish: (stage) => stopOrResume(stage, application, 'resume', preparing.resume),
});

const stopOrResume = async (
  stage: Stage,
  application: Installed,
  kind: 'stop' | 'resume',
  phase: Phase,
): Promise<void> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const access = accessTo(stage);
  const {issuer, ...place} = application;
  const counter = openCounter({management, access, areaKeys: newCardKeys});
  const token = await desk.token(issuer, 'service-desk');
  await stage.step(phase, async () =>
    counter.perform(token, requestId(stage, kind, [application]), {
      kind,
      cardId: await access.cardId(),
      applications: [place],
    }),
  );
};

/** The holder has moved to another town, which has continued the use of the card (継続利用). */
export const movedTo = (town: TestIssuer): Precondition => ({
  id: 'moved',
  title: {en: 'the holder has moved to another town', ja: '利用者は他の市区町村へ転居済み'},
  async establish(stage) {
    await stage.step(preparing.look, () => oursAlone(stage, 'ordinance'));
    await stage.step(preparing.tellMove, () => tellMove(stage));
    await stage.step(preparing.continueUse, () => continueUse(stage, town));
  },
});

const today = (stage: Stage): string => stage.world.wall().toISOString().slice(0, 10);

/** 転出届 at the town of residence, for today. */
export const tellMove = async (stage: Stage, from: TestIssuer = 'town-x', what = 'move'): Promise<void> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const officer = await desk.as(from, 'card-officer');
  const cardId = await accessTo(stage).cardId();
  management.cards.moveOut(officer, requestId(stage, `${what}-out`), cardId, today(stage));
};

/** 転入届 with 継続利用 at the new town: 条例利用領域 is emptied. */
export const continueUse = async (stage: Stage, to: TestIssuer, what = 'move'): Promise<void> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const access = accessTo(stage);
  const counter = openCounter({management, access, areaKeys: newCardKeys});
  await counter.perform(await desk.token(to, 'card-officer'), requestId(stage, `${what}-in`), {
    kind: 'move-in',
    cardId: await access.cardId(),
    movedOn: today(stage),
    notifiedOn: today(stage),
  });
};

/** The card is suspended or at its end, at the system and on the chip. */
export const cardStands = (state: 'suspended' | 'terminated'): Precondition => ({
  id: `card-${state}`,
  title:
    state === 'suspended'
      ? {en: 'the card is suspended', ja: 'カードが一時停止中'}
      : {en: 'the card is at its end', ja: 'カードが廃止済み'},
  async establish(stage) {
    const {management, ...desk} = await stage.world.cardManagement();
    const cardId = await accessTo(stage).cardId();
    const transition: Transition = state === 'suspended' ? 'suspend' : 'terminate';
    const officer = await desk.as('town-x', 'card-officer');
    await stage.step(
      preparing.changeState,
      () => void management.cards.change(officer, transition, cardId, transition),
    );
    await stage.step(preparing.writeState, async () => {
      const key = stage.world.issuerKey(stage.cardId);
      await (await IssuerSession.authenticate(channelTo(stage), key)).setLifeCycle(state);
    });
  },
});
