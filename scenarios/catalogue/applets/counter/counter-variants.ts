import type {CardManagement} from '../../../../centre/index.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import type {Ending, Expectation, Precondition} from '../../../engine/scenario.ts';
import type {VariantWith} from '../../../parameters/define-scenario.ts';
import type {CardManagementDesk, TestIssuer} from '../../../world/card-management-desk.ts';
import {installFiller, loadFiller} from '../area/fill-area.ts';
import {accessTo} from '../card-at-terminal.ts';
import {cardInUse, installed, stopped} from '../card-in-use.ts';
import {installAtCounter} from '../install-at-counter.ts';
import {preparing} from '../preparing-phases.ts';
import {type Installed, placesOf, placesOfSessions, townX, userId} from '../town-service.ts';
import {
  type CounterCase,
  type CounterStage,
  type counterParameters,
  enrolAtCounter,
  finishEnrolment,
  firstRequest,
} from './enrol-at-counter.ts';
import {linkedRegister} from './linked-register.ts';

const operationOf = (issuer: TestIssuer): string => `centre/operations/${issuer}/counter-*`;

const enrolled = (application: Installed): Expectation => ({
  verdict: 'pass',
  reasonId: 'enrolled',
  changes: [...placesOfSessions, ...placesOf(application), operationOf(application.issuer)],
});

/** The card was looked at, and nothing was begun. */
const refused = (reasonId: string): Expectation => ({verdict: 'fail', reasonId, changes: placesOfSessions});

interface AtSystem {
  readonly management: CardManagement;
  readonly desk: CardManagementDesk;
  readonly cardId: string;
}

/** Something that was done at the system before. */
const atSystem = (
  id: string,
  en: string,
  ja: string,
  work: (system: AtSystem, today: string) => void | Promise<void>,
): Precondition => ({
  id,
  title: {en, ja},
  async establish(stage) {
    const desk = await stage.world.cardManagement();
    const cardId = await accessTo(stage).cardId();
    const today = stage.world.wall().toISOString().slice(0, 10);
    await stage.step(preparing.setUp, () => work({management: desk.management, desk, cardId}, today));
  },
});

const movingOut = atSystem(
  'moving-out',
  'the holder has said to move out',
  '転出届済み',
  async ({management, desk, cardId}, today) => {
    management.cards.moveOut(await desk.as('town-x', 'card-officer'), 'move-out', cardId, today);
  },
);

const operationOpen = atSystem(
  'operation-open',
  'another operation with the card has not ended',
  '同じカードの未完了の操作がある',
  async ({management, desk, cardId}) => {
    const installer = await desk.as('town-x', 'installer');
    const applications = [{area: 'extended', kind: 'type-a'}] as const;
    management.operations.begin(installer, 'elsewhere', {kind: 'install', cardId, applications, userId});
  },
);

/** Somebody else's applications are in every place the area has. */
const areaFull: Precondition = {
  id: 'area-full',
  title: {en: 'the area is full on the card', ja: 'カードの領域に空きがない'},
  async establish(stage) {
    const session = await accessTo(stage).openArea('ordinance', newCardKeys('ordinance'));
    await stage.step(preparing.install, async () => {
      await loadFiller(session, 'ordinance');
      for (let n = 1; n <= 8; n += 1) {
        await installFiller(session, 'ordinance', n);
      }
    });
  },
};

const everyKind = (issuer: TestIssuer): readonly Installed[] =>
  (['type-a', 'type-d', 'common'] as const).map((kind) => ({issuer, kind, area: 'extended'}));

/** The same with applications that the system knows. */
const fullAtSystem = installed({
  applications: [...everyKind('prefecture'), ...everyKind('agency'), ...everyKind('firm').slice(0, 2)],
});

type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  otherwise: CounterCase | ((stage: CounterStage) => Promise<Ending>),
  before?: readonly Precondition[],
];

const common = townX('common');

/** The same request twice, as a terminal sends it that did not hear the answer. */
const requestTwice = async (stage: CounterStage): Promise<Ending> => {
  await installAtCounter(stage, {application: common, requestId: firstRequest(stage)});
  await installAtCounter(stage, {application: common, requestId: firstRequest(stage)});
  return finishEnrolment(stage);
};

/** Another request under the same id. */
const requestReused = async (stage: CounterStage): Promise<Ending> => {
  await installAtCounter(stage, {application: common, requestId: firstRequest(stage)});
  await installAtCounter(stage, {application: townX('type-a'), requestId: firstRequest(stage)});
  return finishEnrolment(stage);
};

const wrongKey = new Uint8Array(16).fill(0x33);

const rows: readonly Row[] = [
  [
    'not-resident',
    'the holder lives in another town: the extended area is taken',
    '住民以外(拡張利用領域に搭載)',
    enrolled({issuer: 'town-y', kind: 'common', area: 'extended'}),
    {issuer: 'town-y'},
  ],
  [
    'not-resident-into-ordinance',
    'the holder lives in another town, and the clerk insists on the ordinance area',
    '住民以外を条例利用領域に搭載しようとする',
    refused('area-residence'),
    {issuer: 'town-y', area: 'ordinance'},
  ],
  [
    'already-there',
    'the application was installed before delivery: only the id is mapped',
    '事前搭載済み(対応付けのみ)',
    {verdict: 'pass', reasonId: 'already-there', changes: placesOfSessions},
    {},
    [cardInUse, installed({applications: [common]})],
  ],
  [
    'already-there-but-stopped',
    'the application is there and stopped: the tap tells',
    '事前搭載済みだが停止中',
    refused('not-found'),
    {},
    [cardInUse, installed({applications: [common]}), stopped(common)],
  ],
  [
    'register-linked',
    'a register is linked: the id is looked up',
    '既存住基連携(IDの照会)',
    enrolled(common),
    {},
    [cardInUse, linkedRegister(userId)],
  ],
  [
    'register-knows-nobody',
    'a register is linked and does not know the card',
    '連携先に登録なし',
    refused('linkage'),
    {},
    [cardInUse, linkedRegister(undefined)],
  ],
  [
    'register-knows-another',
    'the clerk types another id than the linked register has',
    '連携先と異なるIDの入力',
    refused('linkage'),
    {},
    [cardInUse, linkedRegister('TX-00-0000-9')],
  ],
  [
    'id-of-my-number-form',
    'the clerk types twelve digits, as a 個人番号 has',
    '個人番号の形式のIDの入力',
    refused('user-id'),
    {typed: '123456789012'},
  ],
  [
    'id-missing',
    'the clerk types no id, and no register is linked',
    'IDの入力なし',
    refused('user-id'),
    {typed: undefined},
  ],
  [
    'card-unknown',
    'the system does not know the card',
    '未登録のカード',
    {verdict: 'fail', reasonId: 'card-unknown'},
    {},
    [],
  ],
  [
    'moving-out',
    'the holder has said to move out',
    '転出予定',
    refused('moving'),
    {},
    [cardInUse, movingOut],
  ],
  [
    'operation-open',
    'another operation with the card has not ended',
    '同じカードの未完了の操作',
    refused('operation-open'),
    {},
    [cardInUse, operationOpen],
  ],
  [
    'area-full',
    'the area is full: the card refuses, and is taken back to what it was',
    '領域に空きなし(カードが拒否、元に戻す)',
    {verdict: 'fail', reasonId: 'card-status', changes: [...placesOfSessions, operationOf('town-x')]},
    {},
    [cardInUse, areaFull],
  ],
  [
    'area-full-at-system',
    'the system knows that the area is full',
    '領域に空きなし(システムが拒否)',
    refused('area-full'),
    {area: 'extended'},
    [cardInUse, fullAtSystem],
  ],
  [
    'area-key-wrong',
    'the terminal has a wrong key of the areas',
    '領域の鍵が誤り',
    {verdict: 'fail', reasonId: 'card-status'},
    {areaKeys: () => () => [{enc: wrongKey, mac: wrongKey, dek: wrongKey}]},
  ],
  ['request-twice', 'the request comes twice', '同じ要求の再送', enrolled(common), requestTwice],
  [
    'request-id-reused',
    'another request comes under the same id',
    '要求の識別子の使い回し',
    {verdict: 'fail', reasonId: 'request-id', changes: enrolled(common).changes ?? []},
    requestReused,
  ],
];

const linkedRows: readonly string[] = ['register-linked', 'register-knows-nobody'];

/** What may go otherwise at the counter besides the failure matrix. */
export const counterVariants: readonly VariantWith<typeof counterParameters>[] = rows.map(
  ([id, en, ja, expected, otherwise, preconditions]) => ({
    id,
    title: {en, ja},
    // Another precondition than the scenario's links the register, or does not, whatever was chosen.
    ...(preconditions ? {values: {linked: linkedRows.includes(id)}} : {}),
    expected,
    ...(preconditions ? {preconditions} : {}),
    run: typeof otherwise === 'function' ? otherwise : (stage) => enrolAtCounter(stage, otherwise),
  }),
);
