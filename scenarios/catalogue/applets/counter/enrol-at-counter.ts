import {type AreaName, areaNames, type CardContent, type Role} from '../../../../centre/index.ts';
import {fromHex} from '../../../../protocol/index.ts';
import {readCommonCardId} from '../../../../terminal/index.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import {channelTo} from '../../../engine/card-channel.ts';
import {type Ending, type Phase, Refused} from '../../../engine/scenario.ts';
import type {StageWith} from '../../../parameters/define-scenario.ts';
import {type TestIssuer, testIssuers} from '../../../world/card-management-desk.ts';
import {installAtCounter} from '../install-at-counter.ts';
import {appletPhases as p} from '../phases.ts';
import {playNumber} from '../play-number.ts';
import {identifyCard, userOf} from '../read-service-id.ts';
import {steppedAccess} from '../stepped-access.ts';
import {aidsOf, type Installed, idText, townX, userId} from '../town-service.ts';

const seconds = (value: number, en: string, ja: string) =>
  ({type: 'number', default: value, min: 0, max: 3600, title: {en, ja}, unit: 's'}) as const;

/** Who does what for how long at the counter. Bench-defined, D220. */
export const counterParameters = {
  linked: {
    type: 'boolean',
    default: false,
    title: {en: 'a register is linked: the id is confirmed, not typed', ja: '既存住基と連携(IDは確認のみ)'},
  },
  inviteSeconds: seconds(15, 'the clerk offers it, the holder agrees', '案内と同意'),
  typeSeconds: seconds(20, 'the clerk types the id', 'IDの入力'),
  confirmSeconds: seconds(5, 'the clerk confirms the id', 'IDの確認'),
  scanSeconds: seconds(5, 'the clerk scans the old card', '旧カードの読み取り'),
} as const;

export type CounterStage = StageWith<typeof counterParameters>;

/** What is otherwise at the counter. */
export interface CounterCase {
  /** Whose counter it is. */
  readonly issuer?: TestIssuer;
  /** The area the clerk insists on, where it does not follow from where the holder lives. */
  readonly area?: AreaName;
  readonly role?: Role;
  readonly requestId?: string;
  /** What the clerk types; undefined: nothing. */
  readonly typed?: string | undefined;
  readonly areaKeys?: typeof newCardKeys;
}

/** The request of the first attempt; the second one, after a cut, has another. */
export const firstRequest = (stage: Pick<CounterStage, 'world'>): string => `counter-${playNumber(stage)}`;

/** The number of the card that the holder had before. */
const oldNumber = '4649';

/** ワンカード化: invitation, installation, old number and new id brought together, and a tap to try it, in one visit. */
export const enrolAtCounter = async (stage: CounterStage, otherwise: CounterCase = {}): Promise<Ending> => {
  const {issuer = 'town-x', requestId = firstRequest(stage), role, areaKeys = newCardKeys} = otherwise;
  const {management, ...desk} = await stage.world.cardManagement();
  const actor = await desk.as(issuer, 'installer');
  await stage.step(lasting(p.invite, stage.parameters.inviteSeconds), () => undefined);
  const cardId = await identifyCard(stage);
  const {residence} = await stage.step(p.askCard, () => management.cards.get(actor, cardId));
  const area = otherwise.area ?? (residence === codeOf(issuer) ? 'ordinance' : 'extended');
  const application: Installed = {issuer, area, kind: 'common'};
  const there = (await contentSeen(stage, areaKeys)).some(({aid}) => aid === aidsOf(application).instance);
  if (!there) {
    const id = await userIdOf(stage, otherwise);
    await installAtCounter(stage, {
      application,
      requestId,
      userId: id,
      areaKeys,
      ...(role === undefined ? {} : {role}),
    });
  }
  return finishEnrolment(stage, application, there);
};

/** The last part, which also follows an installation that was cut off and found whole. */
export const finishEnrolment = async (
  stage: CounterStage,
  application: Installed = townX('common'),
  there = false,
): Promise<Ending> => {
  const users = new Map<string, string>();
  await stage.step(lasting(p.scanOldCard, stage.parameters.scanSeconds), () => undefined);
  await stage.step(p.mapId, () => void users.set(userId, oldNumber));
  const aid = fromHex(aidsOf(application).instance);
  const id = await stage.step(p.testTap, async () => idText(await readCommonCardId(channelTo(stage), aid)));
  const user = await stage.step(p.lookUp, () => userOf(users, id));
  if (await operationsLeft(stage)) {
    throw new Refused(
      {
        en: 'every operation was expected to have come to its end, but one is still open',
        ja: 'すべての操作が終了しているはずですが、未完了の操作があります',
      },
      'operation-left',
    );
  }
  return enrolled(user, there);
};

const operationsLeft = async ({world}: CounterStage): Promise<boolean> =>
  [...world.state()].some(([place, state]) => place.startsWith('operations/') && state.endsWith(': begun'));

const codeOf = (issuer: TestIssuer): string | undefined => {
  const found = testIssuers.find(({name}) => name === issuer);
  return found && 'municipalityCode' in found ? found.municipalityCode : undefined;
};

const contentSeen = async (
  stage: CounterStage,
  areaKeys: typeof newCardKeys,
): Promise<readonly CardContent[]> => {
  const access = steppedAccess(stage);
  const found: CardContent[] = [];
  for (const area of areaNames) {
    const session = await access.openArea(area, areaKeys(area));
    found.push(...(await session.status()));
  }
  return found;
};

/** Typed, or left to the register that is linked. */
const userIdOf = async (stage: CounterStage, otherwise: CounterCase): Promise<string | undefined> => {
  const {linked, confirmSeconds, typeSeconds} = stage.parameters;
  await stage.step(
    linked ? lasting(p.confirmUserId, confirmSeconds) : lasting(p.typeUserId, typeSeconds),
    () => undefined,
  );
  return 'typed' in otherwise ? otherwise.typed : linked ? undefined : userId;
};

const lasting = (phase: Phase, s: number): Phase => ({...phase, usualMs: s * 1000});

const enrolled = (user: string, there: boolean): Ending => ({
  verdict: 'pass',
  reasonId: there ? 'already-there' : 'enrolled',
  reason: there
    ? {
        en: `the application was on the card already, and now stands for the old number ${user}; one visit`,
        ja: `APは搭載済みで、旧番号 ${user} に対応付けました(来庁1回)`,
      }
    : {
        en: `the application was installed at the counter, stands for the old number ${user} and answers a tap; one visit`,
        ja: `窓口でAPを搭載し、旧番号 ${user} に対応付け、動作を確認しました(来庁1回)`,
      },
});
