import {atTerminal} from '../../../engine/card-channel.ts';
import type {Ending, Expectation} from '../../../engine/scenario.ts';
import type {VariantWith} from '../../../parameters/define-scenario.ts';
import type {ParameterValues} from '../../../parameters/parameter.ts';
import {endingOfLogIn, logIn} from '../../jpki/log-in.ts';
import {cardInUse, managedId} from '../card-in-use.ts';
import {suspended} from '../record/address-variants.ts';
import {residentPinBlocked, wrongResidentPin} from '../resident-pin.ts';
import {terminateCard} from '../terminate-card.ts';
import {townApplications, townServices} from '../town-applications.ts';
import {type Move, moveIn, moveOut, useLibrary} from './move-in.ts';
import {type MoveStage, moveChanges, moveOf, type moveParameters} from './move-parameters.ts';
import {movePlan} from './move-plan.ts';
import {installOfTownY} from './town-y-applications.ts';

/** What 転出届 leaves where nobody continues the card. */
const movingOn = 'centre/cards/*/moving-on';

/** And where that is the card's end. */
const ended = [movingOn, 'centre/cards/*/state', 'centre/certificates/*'];

/** The areas were looked into. */
const opened = [
  'card/content/domains/F04B415A4153550101/sequenceCounter',
  'card/content/domains/F04B415A4153550102/sequenceCounter',
];

const libraryGoesOn: Ending = {
  verdict: 'pass',
  reasonId: 'library-goes-on',
  reason: {
    en: 'town X’s library reads the common application of the extended area and may use the card',
    ja: '転出元の図書館は拡張利用領域の共通カードAPを読み出し、カードを利用できます',
  },
};

const moved: Expectation = {verdict: 'pass', reasonId: 'moved', changes: moveChanges};

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...more,
});

const moving =
  (how: Partial<Move>) =>
  (stage: MoveStage): Promise<Ending> =>
    moveIn(stage, {...moveOf(stage), ...how});

/** A row: id, titles, days, and what it ends in. The limits are 14, 30 and 90 days. [S88] */
const byDays: readonly (readonly [
  id: string,
  en: string,
  ja: string,
  values: ParameterValues,
  expected: Expectation,
])[] = [
  [
    'notice-on-day-14',
    '転入届 on day 14 behind moving',
    '転居から14日目の転入届',
    {noticeDays: 14, plannedDays: 14},
    moved,
  ],
  [
    'notice-on-day-15',
    '転入届 on day 15: the card is at its end',
    '転居から15日目の転入届(カードは失効)',
    {noticeDays: 15, plannedDays: 15},
    refused('move-late', {changes: ended}),
  ],
  [
    'planned-day-plus-30',
    '転入届 30 days behind the day that 転出届 named',
    '転出予定日から30日目の転入届',
    {plannedDays: 30, noticeDays: 10},
    moved,
  ],
  [
    'planned-day-plus-31',
    '転入届 31 days behind it: the card is at its end',
    '転出予定日から31日目の転入届(カードは失効)',
    {plannedDays: 31, noticeDays: 10},
    refused('move-late', {changes: ended}),
  ],
  [
    'continued-on-day-90',
    '継続利用 on day 90 behind 転入届',
    '転入届から90日目の継続利用',
    {continuationDays: 90},
    moved,
  ],
  [
    'continued-on-day-91',
    '継続利用 on day 91: the card is at its end',
    '転入届から91日目の継続利用(カードは失効)',
    {continuationDays: 91},
    refused('move-late', {changes: ended}),
  ],
];

export const moveVariants: readonly VariantWith<typeof moveParameters>[] = [
  ...byDays.map(([id, en, ja, values, expected]) => ({id, title: {en, ja}, values, expected})),
  {
    id: 'moved-back-before',
    title: {
      en: 'a second move, back to town X, before the card was continued in town Y',
      ja: '継続利用の前に再び転出元へ転居(カードは失効)',
    },
    expected: refused('state', {changes: ended}),
    run: moving({town: 'town-x'}),
  },
  {
    id: 'applications-of-town-y',
    title: {
      en: 'town Y installs its own applications behind it',
      ja: '継続利用の後に転入先のアプリを搭載',
    },
    expected: moved,
    values: {newApplications: true},
  },
  {
    id: 'town-y-installs-before',
    title: {
      en: 'town Y installs before it has continued the card',
      ja: '継続利用の前に転入先のアプリを搭載',
    },
    expected: refused('area-residence', {changes: [movingOn, ...opened]}),
    async run(stage) {
      await moveOut(stage, movePlan(stage, moveOf(stage)));
      await atTerminal(stage, (channel) => installOfTownY(stage, channel));
      return libraryGoesOn;
    },
  },
  {
    id: 'library-while-moving',
    title: {
      en: 'town X’s library between 転出届 and 継続利用: the extended area goes on',
      ja: '転出届から継続利用までの転出元の図書館(拡張利用領域は利用可)',
    },
    expected: {verdict: 'pass', reasonId: 'library-goes-on', changes: [movingOn]},
    async run(stage) {
      await moveOut(stage, movePlan(stage, moveOf(stage)));
      await atTerminal(stage, (channel) => useLibrary(stage, channel));
      return libraryGoesOn;
    },
  },
  {
    id: 'stamp-card-of-town-x',
    title: {
      en: 'town X’s stamp card, which was in the area for ordinances, behind the move',
      ja: '継続利用後の転出元のスタンプカード(条例利用領域)',
    },
    expected: refused('area-residence', {changes: moveChanges}),
    async run(stage) {
      const ending = await moveIn(stage, moveOf(stage));
      const {management, as} = await stage.world.cardManagement();
      management.services.use(await as('town-x', 'service-desk'), 'stamp-card', managedId(stage));
      return ending;
    },
  },
  {
    id: 'abroad',
    title: {en: 'the holder moves abroad and hands the card in', ja: '国外転出によるカードの返納'},
    expected: refused('revoked', {changes: ended}),
    async run(stage) {
      await moveOut(stage, movePlan(stage, moveOf(stage)));
      await terminateCard(stage);
      return endingOfLogIn((await logIn(stage)).result);
    },
  },
  {
    id: 'wrong-resident-pin',
    title: {en: 'a wrong resident register PIN', ja: '住民基本台帳用暗証番号の誤り'},
    expected: refused('wrong-pin', {triesLost: 1, changes: [movingOn]}),
    run: (stage) => moveIn(stage, {...moveOf(stage), residentPin: wrongResidentPin(stage)}),
  },
  {
    id: 'resident-pin-blocked',
    title: {en: 'the resident register PIN is blocked', ja: '住民基本台帳用暗証番号のロック'},
    preconditions: [cardInUse, townApplications, townServices, residentPinBlocked],
    expected: refused('pin-blocked', {changes: [movingOn]}),
  },
  {
    id: 'suspended',
    title: {en: 'the card is suspended', ja: '一時停止中のカード'},
    preconditions: [cardInUse, townApplications, townServices, suspended],
    expected: refused('state'),
  },
  {
    id: 'area-of-other-keys',
    title: {
      en: 'a terminal that has not the keys of the area: the system waits for the card',
      ja: '領域の鍵をもたない端末(操作は未完了のまま)',
    },
    expected: refused('card-status', {
      changes: [
        movingOn,
        'centre/operations/town-y/move-in',
        'card/content/domains/F04B415A4153550101/sequenceCounter',
      ],
    }),
    run: moving({areaKeys: () => () => [{enc: noKey, mac: noKey, dek: noKey}]}),
  },
];

const noKey = new Uint8Array(16);
