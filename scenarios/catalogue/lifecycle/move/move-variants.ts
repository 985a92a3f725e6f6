import type {Ending, Expectation} from '../../../engine/scenario.ts';
import type {VariantWith} from '../../../parameters/define-scenario.ts';
import type {ParameterValues} from '../../../parameters/parameter.ts';
import {endingOfLogIn, logIn} from '../../jpki/log-in.ts';
import {cardInUse} from '../card-in-use.ts';
import {suspended} from '../record/address-variants.ts';
import {residentPinBlocked, wrongResidentPin} from '../resident-pin.ts';
import {terminateCard} from '../terminate-card.ts';
import {townApplications, townServices} from '../town-applications.ts';
import {type Move, moveIn, moveOut} from './move-in.ts';
import {daysOf, type MoveStage, moveChanges, type moveParameters} from './move-parameters.ts';
import {movePlan} from './move-plan.ts';

/** What 転出届 leaves where nobody continues the card. */
const movingOn = 'centre/cards/*/moving-on';

/** And where that is the card's end. */
const ended = [movingOn, 'centre/cards/*/state', 'centre/certificates/*'];

const moved: Expectation = {verdict: 'pass', reasonId: 'moved', changes: moveChanges};

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...more,
});

const moving =
  (how: Partial<Move>) =>
  (stage: MoveStage): Promise<Ending> =>
    moveIn(stage, {...daysOf(stage), ...how});

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
    id: 'abroad',
    title: {en: 'the holder moves abroad and hands the card in', ja: '国外転出によるカードの返納'},
    expected: refused('revoked', {changes: ended}),
    async run(stage) {
      await moveOut(stage, movePlan(stage, daysOf(stage)));
      await terminateCard(stage);
      return endingOfLogIn((await logIn(stage)).result);
    },
  },
  {
    id: 'wrong-resident-pin',
    title: {en: 'a wrong resident register PIN', ja: '住民基本台帳用暗証番号の誤り'},
    expected: refused('wrong-pin', {triesLost: 1, changes: [movingOn]}),
    run: (stage) => moveIn(stage, {...daysOf(stage), residentPin: wrongResidentPin(stage)}),
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
    run: moving({areaKeys: () => ({version: 0x30, enc: noKey, mac: noKey, dek: noKey})}),
  },
];

const noKey = new Uint8Array(16);
