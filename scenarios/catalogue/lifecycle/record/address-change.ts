import {type CertificateRow, consequenceOf} from '../../../../centre/index.ts';
import type {Holder} from '../../../../emulator/index.ts';
import type {Sentence} from '../../../../protocol/index.ts';
import {type Ending, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {StageWith} from '../../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {holdersCertificate} from '../holders-certificate.ts';
import type {RecordChange} from './change-record.ts';

export const addressParameters = {
  address: {
    type: 'text',
    title: {en: 'the new address, within the town', ja: '新しい住所(同じ市区町村内)'},
    default: '東京都清瀬市見本町四丁目５番６号',
    minLength: 1,
    maxLength: 200,
  },
  freeLines: {
    type: 'number',
    title: {en: 'free lines on the card (追記欄)', ja: '追記欄の空き行数'},
    default: 3,
    min: 0,
    whole: true,
  },
} as const satisfies ParameterTable;

export type AddressStage = StageWith<typeof addressParameters>;

/** The record with the address that was given; what certificates wrote of the old one does not hold for it. */
export const addressChange = ({image, parameters}: AddressStage): RecordChange => {
  const {certificateAddress: _, ...record}: Holder = registeredHolder(image);
  return {
    record: {...record, address: parameters.address},
    cause: 'address-change',
    freeLines: parameters.freeLines,
  };
};

/** The signing certificate is good today and ends with the day; the one for log-in stays. [S70] */
export const endsWithTheDay = (
  stage: Stage,
  before = holdersCertificate(stage, 'digital-signature'),
): Ending => {
  const {states} = stage.world.certificates;
  const today = stage.world.wall();
  const logIn = holdersCertificate(stage, 'user-authentication');
  const tomorrow = consequenceOf('address-change', 'digital-signature', today)?.since ?? today;
  const signing = before && (endedBefore(before, today) ?? goodUntil(tomorrow));
  if (before) {
    expectState('today', states.stateAt(before.serialNumber, today).state, 'valid');
    expectState('from tomorrow', states.stateAt(before.serialNumber, tomorrow).state, 'revoked');
  }
  if (logIn) {
    expectState('for log-in', states.stateAt(logIn.serialNumber, tomorrow).state, 'valid');
  }
  const {en, ja} = signing ?? {
    en: 'the holder has no signing certificate',
    ja: '署名用電子証明書はありません',
  };
  const rest = (logIn && endedBefore(logIn, today, names.logIn)) ?? {
    en: 'the one for log-in stays',
    ja: '利用者証明用は変わりません',
  };
  return {
    verdict: 'pass',
    reasonId: 'updated',
    reason: {
      en: `text and face of the card have the new record, read back; ${en}, ${rest.en}`,
      ja: `新しい記録をカードの文字情報と券面に書き込み、読み戻して確認しました。${ja}。${rest.ja}`,
    },
  };
};

const names = {
  signing: {en: 'the signing certificate', ja: '署名用電子証明書'},
  logIn: {en: 'the one for log-in', ja: '利用者証明用'},
};

const goodUntil = (end: Date): Sentence => ({
  en: `the signing certificate is good until ${end.toISOString()}`,
  ja: `署名用電子証明書は ${end.toISOString()} に失効します`,
});

/** What is over by its own validity is neither good nor ended by the change. */
const endedBefore = (
  {notAfter}: Pick<CertificateRow, 'notAfter'>,
  today: Date,
  {en, ja} = names.signing,
): Sentence | undefined =>
  notAfter < today
    ? {
        en: `${en} had ended by itself at ${notAfter.toISOString()}`,
        ja: `${ja}は ${notAfter.toISOString()} に満了済みです`,
      }
    : undefined;

const expectState = (when: string, came: string, expected: string): void => {
  if (came !== expected) {
    throw new Refused(
      {
        en: `the certificate ${when} was expected to be ${expected}, but it is ${came}`,
        ja: `証明書の状態(${when})は ${expected} のはずですが、${came} です`,
      },
      'certificate-state',
    );
  }
};
