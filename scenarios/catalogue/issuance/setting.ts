import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Precondition, Recovery} from '../../engine/scenario.ts';
import {placesOfCertificates} from '../../engine/state-difference.ts';
import {defineScenario, type VariantWith} from '../../parameters/define-scenario.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {jpkiPhases} from '../jpki/phases.ts';
import {registeredCard} from './arrived-card.ts';
import {settleChange} from './change-of-state.ts';
import {issuerSession, municipalTerminal} from './municipal-terminal.ts';
import {issuancePhases} from './phases.ts';
import {type SettingChanges, type SettingStage, setCard, settingParameters} from './set-card.ts';
import {stateInvariants} from './three-states.ts';

const phases = [
  issuancePhases.takeCard,
  issuancePhases.readSurface,
  issuancePhases.compareRecord,
  issuancePhases.lookAtCard,
  jpkiPhases.selectApplication,
  jpkiPhases.checkToken,
  issuancePhases.readCertificates,
  issuancePhases.checkCertificates,
  issuancePhases.confirmWish,
  issuancePhases.beginSetting,
  issuancePhases.writeSetting,
  issuancePhases.commitSetting,
  issuancePhases.recordLocally,
  issuancePhases.revokeUnwanted,
  issuancePhases.putAside,
];

/** What 交付前設定 changes: the state of the card, at both ends. */
const changes = [
  'card/issuer/lifeCycle',
  'centre/cards/*/state',
  'centre/transitions/town-x/prepare-*',
] as const;

const recovery: Recovery = {
  phases: [issuancePhases.askChip, issuancePhases.settle],
  invariants: stateInvariants,
  async recover(stage) {
    const {chip} = await settleChange(stage, await municipalTerminal(stage));
    return chip === 'prepared'
      ? {
          verdict: 'pass',
          reasonId: 'prepared',
          reason: {
            en: 'chip and system hold the card prepared for delivery',
            ja: 'チップ・システムとも交付前設定済です',
          },
        }
      : setCard(stage as SettingStage);
  },
};

const arrived = registeredCard('arrived');

/** The same card once more: it was set, and came back onto the pile. */
const setBefore: Precondition = {
  id: 'set-before',
  title: {en: 'the card was set before', ja: '交付前設定が済んでいる'},
  establish: async (stage) => void (await setCard(stage as SettingStage)),
};

/** EF 0002 of 券面AP as a card has it whose memory has failed: no object begins there. */
const faceUnreadable: Precondition = {
  id: 'face-unreadable',
  title: {en: 'the chip does not tell what is printed on it', ja: '券面APの内容が読めない'},
  async establish(stage) {
    const issuer = await issuerSession(stage, await municipalTerminal(stage));
    await issuer.writeFile({application: 'card-surface', file: 0x0002}, new Uint8Array(64).fill(0xff));
  },
};

const ends = (
  id: string,
  reasonId: string,
  title: {readonly en: string; readonly ja: string},
  more: Omit<VariantWith<typeof settingParameters>, 'id' | 'title' | 'expected' | 'run'> & {
    readonly otherwise?: SettingChanges;
    readonly triesLost?: number;
  } = {},
): VariantWith<typeof settingParameters> => {
  const {otherwise, triesLost, ...rest} = more;
  return {
    id,
    title,
    ...rest,
    expected: {verdict: 'fail', reasonId, ...(triesLost === undefined ? {} : {triesLost})},
    run: (stage) => setCard(stage, otherwise),
  };
};

const variants: readonly VariantWith<typeof settingParameters>[] = [
  ends(
    'record-differs',
    'record-differs',
    {en: 'the record has another address than the chip', ja: '住所が本人確認情報と異なる'},
    {otherwise: {record: (record) => ({...record, address: `${record.address}　見本荘`})}},
  ),
  ends(
    'moved-out',
    'moved-out',
    {en: 'the applicant has moved out since the application', ja: '申請後に転出した'},
    {otherwise: {record: (record) => ({...record, movedOut: true})}},
  ),
  ends(
    'security-code-misread',
    'wrong-pin',
    {en: 'the security code was read wrongly off the card', ja: 'セキュリティコードの読み違い'},
    {
      otherwise: {
        record: (record) => ({...record, verificationNumberB: another(record.verificationNumberB)}),
      },
      triesLost: 1,
    },
  ),
  ends(
    'print-damaged',
    'print-damaged',
    {en: 'the print is damaged', ja: '印字の破損'},
    {
      otherwise: {print: 'damaged'},
    },
  ),
  ends(
    'another-face',
    'print-another-face',
    {en: 'somebody else’s photograph', ja: '別人の顔写真'},
    {
      otherwise: {print: 'another-face'},
    },
  ),
  ends(
    'chip-unreadable',
    'chip-unreadable',
    {en: 'the chip does not tell what is printed on it', ja: 'チップの券面情報を読み出せない'},
    {
      preconditions: [arrived, faceUnreadable],
    },
  ),
  ends(
    'certificate-missing',
    'certificate-missing',
    {
      en: 'the certificate for signatures was applied for and is not there',
      ja: '申請した署名用電子証明書がない',
    },
    {
      setting: {persona: 'under-15'},
      otherwise: {
        record: (record) => ({...record, appliedFor: {...record.appliedFor, digitalSignature: true}}),
      },
    },
  ),
  ends(
    'certificate-revoked',
    'revoked',
    {en: 'the certificates are revoked', ja: '電子証明書が失効済み'},
    {
      setting: {persona: 'revoked'},
    },
  ),
  ends(
    'certificate-on-hold',
    'revoked',
    {en: 'the certificates are on hold', ja: '電子証明書が一時保留中'},
    {
      setting: {persona: 'on-hold'},
    },
  ),
  ends(
    'certificate-expired',
    'expired',
    {en: 'the certificates have expired', ja: '電子証明書の期限切れ'},
    {
      setting: {persona: 'certificates-expired'},
    },
  ),
  ends(
    'resident-register-card',
    'application-missing',
    {en: 'a 住基カード was taken instead', ja: '住基カードを取り違えた'},
    {setting: {cardProfile: 'resident-register-card'}},
  ),
  ends(
    'role-missing',
    'role',
    {en: 'the operator’s role does not cover it', ja: '操作者に権限がない'},
    {
      otherwise: {role: 'service-desk'},
    },
  ),
  ends(
    'scanned-twice',
    'state',
    {en: 'the card was set before', ja: '同じカードの二重処理'},
    {
      preconditions: [arrived, setBefore],
    },
  ),
  {
    id: 'signature-unwanted',
    title: {en: 'the applicant wants no certificate for signatures', ja: '署名用電子証明書を希望しない'},
    values: {digitalSignature: 'unwanted', userAuthentication: 'as-applied'},
    expected: {verdict: 'pass', reasonId: 'prepared', changes: [...changes, ...placesOfCertificates]},
    run: (stage) => setCard(stage),
  },
  {
    id: 'both-unwanted',
    title: {en: 'the applicant wants no certificates', ja: '電子証明書を希望しない'},
    values: {digitalSignature: 'unwanted', userAuthentication: 'unwanted'},
    expected: {verdict: 'pass', reasonId: 'prepared', changes: [...changes, ...placesOfCertificates]},
    run: (stage) => setCard(stage),
  },
];

/** Another security code: its last digit is one further. */
const another = (digits: string): string => digits.slice(0, -1) + String((Number(digits.slice(-1)) + 1) % 10);

/**
 * 交付前設定: what is printed, what the chip says and the resident's record are held against one another, the
 * certificates are checked, and chip and system take the card on together. [S90] [S91]
 */
export const setting = defineScenario({
  id: 'issuance/setting',
  title: {en: 'Setting of a card before delivery', ja: '交付前設定'},
  source: 'S8',
  lifeCycle: 'arrived',
  phases,
  budgets: budgetsFor('issuance/setting'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest', 'no-pins'],
  parameters: settingParameters,
  preconditions: [arrived],
  changes,
  recovery,
  variants: [
    ...variants,
    ...failureVariants({
      id: 'issuance/setting',
      usual: 'prepared',
      asksAboutRevocation: true,
      run: setCard,
      without: ['stale-crl'],
      budgetsOfSlowChip: {'B-PRE': 'met'},
      phases,
      recovery,
      changes,
      undisturbed: [issuancePhases.revokeUnwanted.id],
    }),
  ],
  run: (stage) => {
    stage.note(unknownWaits);
    return setCard(stage);
  },
});

/** What the figures do not hold. */
export const unknownWaits = {
  en: 'What the ministry’s system of 2016 made an operator wait is not public and is not in these figures: machine time is that of this card, this link and this centre.',
  ja: '2016年当時の省システムでの待ち時間は公表されておらず、この数値には含まれません。機械の時間は、このカード・通信・センターのものです。',
};
