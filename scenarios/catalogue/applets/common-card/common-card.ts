import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Ending, Expectation, Precondition, Recovery, Scenario} from '../../../engine/scenario.ts';
import {defineScenario, type VariantWith} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {applicationStays} from '../application-stays.ts';
import {cardInUse, installed, movedTo} from '../card-in-use.ts';
import {appletPersonas} from '../personas.ts';
import {appletPhases as p} from '../phases.ts';
import {ordinanceOursAlone} from '../test-issuers-objects.ts';
import {townX, userId} from '../town-service.ts';
import {commonParameters} from './common-parameters.ts';
import {ledgerOf, sameTapMs} from './tap-ledger.ts';
import {
  type CommonStage,
  oldBarcode,
  oldStripe,
  tapAt,
  today,
  useCommonCard,
  usualEntries,
} from './use-common-card.ts';
import {knownUser, type UserEntry, userList} from './user-list.ts';
import {withDigitWrong} from './year-of-transition.ts';

const application = townX('common');
const inExtended = townX('common', 'extended');

const oneApplication = installed({applications: [application]});

const refused = (reasonId: string): Expectation => ({verdict: 'fail', reasonId});
const passed = (reasonId: string): Expectation => ({verdict: 'pass', reasonId});

const served = (reasonId: string, en: string, ja: string): Ending => ({
  verdict: 'pass',
  reasonId,
  reason: {en, ja},
});

/** One tap at the library with another list. */
const tapWith =
  (...entries: readonly UserEntry[]) =>
  async (stage: CommonStage): Promise<Ending> => {
    const {user} = await tapAt(stage, 'loan', {entries});
    return served('one-user', `the library knows its ${user}`, `図書館は利用者(${user})を識別しました`);
  };

/** Two taps, so many milliseconds apart. */
const tapTwice =
  (apartMs: number) =>
  async (stage: CommonStage): Promise<Ending> => {
    const {user} = await tapAt(stage, 'points');
    stage.world.moveCalendarMs(apartMs);
    const {counted} = await tapAt(stage, 'points');
    const count = ledgerOf(stage).count('points', user);
    return counted
      ? served(
          'counted-twice',
          `two taps counted ${count} times`,
          `2回のタップが ${count} 回分として記録されました`,
        )
      : served(
          'counted-once',
          `two taps counted ${count} time`,
          `2回のタップが ${count} 回分として記録されました`,
        );
  };

/** An old card from which a digit was read wrong. */
const damaged =
  (medium: 'barcode' | 'magnetic', text: string) =>
  async (stage: CommonStage): Promise<Ending> => {
    const phase = medium === 'barcode' ? p.scanBarcode : p.swipeStripe;
    const user = await stage.step(phase, () =>
      knownUser(userList(usualEntries).find(medium, withDigitWrong(text, 3, 4), today(stage))),
    );
    return served('one-user', `it was taken for ${user}`, `${user} と識別されました`);
  };

const [usualEntry] = usualEntries.filter(({medium}) => medium === 'ic');
const entry: UserEntry = usualEntry ?? {medium: 'ic', number: userId, user: 'user 7'};

type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  run: (stage: CommonStage) => Promise<Ending>,
  before?: readonly Precondition[],
];

const rows: readonly Row[] = [
  [
    'in-the-extended-area',
    'the application is in the extended area, after a move',
    '拡張利用領域のアプリケーション(転居後)',
    passed('one-user'),
    async (stage) => {
      const {user} = await tapAt(stage, 'loan', {application: inExtended});
      return served('one-user', `the library knows its ${user}`, `図書館は利用者(${user})を識別しました`);
    },
    [ordinanceOursAlone, cardInUse, installed({applications: [inExtended]}), movedTo('town-y')],
  ],
  ['id-unknown', 'the service does not know the id', '未登録のID', refused('id-unknown'), tapWith()],
  [
    'card-on-block-list',
    'the card is on the service’s block list',
    '利用停止一覧のカード',
    refused('card-blocked'),
    tapWith({...entry, blocked: true}),
  ],
  [
    'card-expired',
    'the card has expired by the service’s list',
    '期限切れのカード',
    refused('card-expired'),
    tapWith({...entry, until: '2016-03-31'}),
  ],
  [
    'last-day',
    'today is the card’s last day',
    '有効期限の当日',
    passed('one-user'),
    (stage) => tapWith({...entry, until: today(stage)})(stage),
  ],
  [
    'two-ids-of-one-holder',
    'the service knows two ids of the holder, of the former card and of this one',
    '1人の利用者に2つのID(旧カードと新カード)',
    passed('one-user'),
    tapWith({...entry, number: 'TX-00-1111-1'}, entry),
  ],
  [
    'double-tap',
    'a second tap within a minute',
    '1分以内の二度かざし',
    passed('counted-once'),
    tapTwice(5000),
  ],
  [
    'tap-after-a-minute',
    'a second tap after a minute',
    '1分後の再タップ',
    passed('counted-twice'),
    tapTwice(sameTapMs),
  ],
  [
    'barcode-misread',
    'a digit of the old card’s barcode is read wrong',
    'バーコードの読み取り誤り',
    refused('unreadable'),
    damaged('barcode', oldBarcode),
  ],
  [
    'stripe-misread',
    'a digit of the old card’s magnetic stripe is read wrong',
    '磁気ストライプの読み取り誤り',
    refused('unreadable'),
    damaged('magnetic', oldStripe),
  ],
];

const variants = rows.map(
  ([id, en, ja, expected, run, preconditions]): VariantWith<typeof commonParameters> => ({
    id,
    title: {en, ja},
    expected,
    ...(preconditions ? {preconditions} : {}),
    run,
  }),
);

/** Whatever was recorded before the card went is not recorded again. */
const recovery: Recovery = {
  invariants: [
    applicationStays(application),
    {
      id: 'counted-once',
      title: {en: 'no service recorded the tap twice', ja: '二重に記録した業務はない'},
      async broken(stage) {
        const twice = (['loan', 'points', 'attendance'] as const).find(
          (service) => ledgerOf(stage).count(service, entry.user) > 1,
        );
        return twice && {en: `${twice} was recorded twice`, ja: `${twice} が二重に記録されました`};
      },
    },
  ],
  recover: useCommonCard,
};

const dialogue = {
  id: 'applets/common',
  phases: [
    p.tap,
    p.readCommonId,
    p.lookUp,
    p.lend,
    p.otherTap,
    p.readAtShop,
    p.addPoints,
    p.readAtGate,
    p.clockIn,
    p.scanBarcode,
    p.swipeStripe,
    p.oneYear,
  ],
  changes: [],
  recovery,
  run: useCommonCard,
};

/** 共通カードAP: library, points and attendance at terminals without a line, beside barcode and magnetic stripe. */
export const commonCard: Scenario = defineScenario({
  ...dialogue,
  title: {
    en: 'Library, shops and time clock read 共通カードAP without a line, beside old cards',
    ja: '共通カードAPの利用: 図書館・商店街・出退勤(オフライン)、旧カードとの併用',
  },
  source: 'S8',
  budgets: budgetsFor('applets/common'),
  personas: appletPersonas,
  lifeCycle: 'operational',
  asksAboutRevocation: false,
  parameters: commonParameters,
  preconditions: [cardInUse, oneApplication],
  variants: [
    ...variants,
    ...failureVariants({
      ...dialogue,
      usual: 'served',
      application: {
        application,
        before: [cardInUse],
        installed: oneApplication,
        ends: {
          absent: refused('invited'),
          // A terminal without a line cannot tell it from one that was never installed.
          stopped: refused('invited'),
          'moved-out': refused('invited'),
          suspended: refused('card-status'),
          terminated: refused('card-status'),
        },
      },
      atOnce: true,
      budgetsOfSlowChip: {'B-APP-COMMON': 'met'},
    }),
  ],
});
