import type {StageWith} from '../../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';
import {triggers, usualFees} from './reissue-causes.ts';

const yen = (en: string, ja: string, usual: number) =>
  ({
    type: 'number',
    title: {en, ja},
    default: usual,
    min: 0,
    max: 100_000,
    whole: true,
    unit: 'yen',
  }) as const;

export const reissueParameters = {
  trigger: {
    type: 'choice',
    title: {en: 'why the card ends', ja: 'カード廃止の事由'},
    choices: triggers,
    default: 'lost',
  },
  policeNumber: {
    type: 'text',
    title: {
      en: 'number of the report to the police; for a card that was lost or stolen',
      ja: '警察への届出の受理番号(紛失・盗難の場合)',
    },
    default: 'R8-000123',
    maxLength: 40,
  },
  cardFee: yen('fee for a card, where it is charged', 'カードの再交付手数料(有料の場合)', usualFees.card),
  certificatesFee: yen(
    'fee for its certificates, where it is charged',
    '電子証明書の発行手数料(有料の場合)',
    usualFees.certificates,
  ),
  feePaid: {
    type: 'boolean',
    title: {en: 'the holder pays what is owed', ja: '手数料を納付する'},
    default: true,
  },
  pins: {
    type: 'choice',
    title: {en: 'the PINs of the new card', ja: '新しいカードの暗証番号'},
    choices: ['as-before', 'others'],
    default: 'as-before',
  },
  linked: {
    type: 'boolean',
    title: {en: 'the service enrols its user again by itself', ja: 'サービスが利用者を再登録する'},
    default: true,
  },
} as const satisfies ParameterTable;

export type ReissueStage = StageWith<typeof reissueParameters>;
