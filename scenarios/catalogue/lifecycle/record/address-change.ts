import {consequenceOf} from '../../../../centre/index.ts';
import type {Holder} from '../../../../emulator/index.ts';
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
  if (before) {
    expectState('today', states.stateAt(before.serialNumber, today).state, 'valid');
    expectState('from tomorrow', states.stateAt(before.serialNumber, tomorrow).state, 'revoked');
  }
  if (logIn) {
    expectState('for log-in', states.stateAt(logIn.serialNumber, tomorrow).state, 'valid');
  }
  const [en, ja] = before
    ? [
        `the signing certificate is good until ${tomorrow.toISOString()}`,
        `署名用電子証明書は ${tomorrow.toISOString()} に失効します`,
      ]
    : ['the holder has no signing certificate', '署名用電子証明書はありません'];
  return {
    verdict: 'pass',
    reasonId: 'updated',
    reason: {
      en: `text and face of the card have the new record, read back; ${en}, the one for log-in stays`,
      ja: `新しい記録をカードの文字情報と券面に書き込み、読み戻して確認しました。${ja}。利用者証明用は変わりません`,
    },
  };
};

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
