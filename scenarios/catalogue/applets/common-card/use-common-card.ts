import {fromHex, KazasuError} from '../../../../protocol/index.ts';
import {readCommonCardId} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, type Phase, Refused} from '../../../engine/scenario.ts';
import type {StageWith} from '../../../parameters/define-scenario.ts';
import {appletPhases as p} from '../phases.ts';
import {aidsOf, type Installed, idText, townX, userId} from '../town-service.ts';
import type {commonParameters} from './common-parameters.ts';
import {identificationMedia} from './identification-media.ts';
import {ledgerOf, type Service} from './tap-ledger.ts';
import {knownUser, type UserEntry, userList} from './user-list.ts';
import {type MonthOfTransition, yearOfTransition} from './year-of-transition.ts';

export type CommonStage = StageWith<typeof commonParameters>;

/** The number of the holder's old library card. */
const oldNumber = '00464910';

/** The holder, by the application and by both old cards. */
export const usualEntries: readonly UserEntry[] = [
  {medium: 'ic', number: userId, user: 'user 7'},
  {medium: 'barcode', number: oldNumber, user: 'user 7'},
  {medium: 'magnetic', number: oldNumber, user: 'user 7'},
];

export const oldBarcode = identificationMedia.barcode.written(oldNumber);
export const oldStripe = identificationMedia.magnetic.written(oldNumber);

export const today = ({world}: Pick<CommonStage, 'world'>): string => world.wall().toISOString().slice(0, 10);

/** A tap at a terminal that is connected to nothing: the application's id, the terminal's list, the record. */
export const tapAt = async (
  stage: CommonStage,
  service: Service,
  {
    entries = usualEntries,
    application = townX('common'),
  }: {readonly entries?: readonly UserEntry[]; readonly application?: Installed} = {},
): Promise<{readonly user: string; readonly counted: boolean}> => {
  const {tap, read, record} = stepsOf[service];
  await stage.step(tap, () => undefined);
  const id = await stage.step(read, () => commonId(stage, application));
  const user = await stage.step(p.lookUp, () => knownUser(userList(entries).find('ic', id, today(stage))));
  const counted = await stage.step(record, () => ledgerOf(stage).record(service, user, stage.world.wall()));
  return {user, counted};
};

const stepsOf: Readonly<
  Record<Service, {readonly tap: Phase; readonly read: Phase; readonly record: Phase}>
> = {
  loan: {tap: p.tap, read: p.readCommonId, record: p.lend},
  points: {tap: p.otherTap, read: p.readAtShop, record: p.addPoints},
  attendance: {tap: p.otherTap, read: p.readAtGate, record: p.clockIn},
};

/** @throws Refused `invited`: no application that can be selected is there, and the holder is offered one. */
const commonId = async (stage: CommonStage, application: Installed): Promise<string> => {
  try {
    const aid = fromHex(aidsOf(application).instance);
    return idText(await atTerminal(stage, (channel) => readCommonCardId(channel, aid)));
  } catch (error) {
    if (error instanceof KazasuError && error.id === 'KZS-APPLET-NOT-FOUND') {
      throw new Refused(
        {
          en: `${error.sentence.en}; the clerk offers to make this the only card (ワンカード化)`,
          ja: `${error.sentence.ja}。窓口でワンカード化を案内します`,
        },
        'invited',
      );
    }
    throw error;
  }
};

/** 利用シーン of 共通カードAP: three services, the old cards beside it, and the year in which they give way. */
export const useCommonCard = async (stage: CommonStage): Promise<Ending> => {
  const {user} = await tapAt(stage, 'loan');
  await tapAt(stage, 'points');
  await tapAt(stage, 'attendance');
  const list = userList(usualEntries);
  const byBarcode = await stage.step(p.scanBarcode, () =>
    knownUser(list.find('barcode', oldBarcode, today(stage))),
  );
  const byStripe = await stage.step(p.swipeStripe, () =>
    knownUser(list.find('magnetic', oldStripe, today(stage))),
  );
  const year = await stage.step(p.oneYear, () =>
    yearOfTransition(stage.world.random('year-of-transition'), stage.parameters),
  );
  oneUser([user, byBarcode, byStripe]);
  eachOnce(stage, user);
  transitionWentWell(year);
  nobodyWasAsked(stage);
  return served(year);
};

const oneUser = (found: readonly string[]): void =>
  expect(
    new Set(found).size === 1,
    'not-one-user',
    `all three ways were expected to lead to one user, but they lead to ${found.join(', ')}`,
    `3つの方法で同じ利用者になるはずですが、${found.join('、')} でした`,
  );

const eachOnce = (stage: CommonStage, user: string): void => {
  for (const service of ['loan', 'points', 'attendance'] as const) {
    const count = ledgerOf(stage).count(service, user);
    expect(
      count === 1,
      'not-counted-once',
      `${service} was expected to be recorded once, but it was ${count} times`,
      `${service} の記録は1回のはずですが、${count} 回でした`,
    );
  }
};

/** 混在しても問題なし: nobody is taken for somebody else, and fewer old cards are given out every month. */
const transitionWentWell = (year: readonly MonthOfTransition[]): void => {
  const misread = year.reduce((sum, month) => sum + month.misread, 0);
  expect(
    misread === 0,
    'misread',
    `nobody was expected to be taken for somebody else, but it happened ${misread} times`,
    `取り違えは0件のはずですが、${misread} 件ありました`,
  );
  const issued = year.map(({oldCardsIssued}) => oldCardsIssued);
  const falls = issued.every((count, month) => count <= (issued[month - 1] ?? count));
  expect(
    falls && issued.at(-1) === 0,
    'old-cards-not-fewer',
    `fewer old cards were expected every month, but ${issued.join(', ')} were given out`,
    `旧カードの発行は減るはずですが、${issued.join('、')} 枚でした`,
  );
};

/** ネットワークに接続しない端末: the centre heard nothing. */
const nobodyWasAsked = (stage: CommonStage): void =>
  expect(
    !stage.seen().some(({type}) => type === 'centre'),
    'not-offline',
    'terminals without a line were expected, but the centre was asked',
    '回線のない端末のはずですが、センターへの照会がありました',
  );

const expect = (holds: boolean, reasonId: string, en: string, ja: string): void => {
  if (!holds) {
    throw new Refused({en, ja}, reasonId);
  }
};

const served = (year: readonly MonthOfTransition[]): Ending => {
  const sum = (of: (month: MonthOfTransition) => number): number =>
    year.reduce((total, month) => total + of(month), 0);
  const [reads, again] = [sum(({reads}) => reads), sum(({readAgain}) => readAgain)];
  const issued = year.map(({oldCardsIssued}) => oldCardsIssued).join(', ');
  return {
    verdict: 'pass',
    reasonId: 'served',
    reason: {
      en: `three terminals without a line and both old cards know one user; in a year ${reads} reads with 0 misread and ${again} read again, old cards given out each month: ${issued}`,
      ja: `回線のない3端末と旧カード2種が同じ利用者を識別しました。1年で ${reads} 回の読み取り、取り違え0件、読み直し ${again} 回、旧カード発行枚数(月別): ${issued}`,
    },
  };
};
