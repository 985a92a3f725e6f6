import {consequenceOf, type Role} from '../../../centre/index.ts';
import {type Ending, Refused} from '../../engine/scenario.ts';
import type {StageWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../parameters/parameter.ts';
import {type CardCertificates, cardCertificates} from '../../world/card-certificates.ts';
import {type ResidentRecord, residentRecordOf} from '../../world/resident-record.ts';
import {beginChange, commitChange, writeChip} from './change-of-state.ts';
import {checkCertificates, readCertificates} from './check-certificates.ts';
import {askSystem, municipalTerminal, peoplesStep} from './municipal-terminal.ts';
import {systemSeconds, touch} from './operator-seconds.ts';
import {issuancePhases} from './phases.ts';
import {compareWithRecord, readSurface} from './read-surface.ts';
import {expectAgreement} from './three-states.ts';

const wish = {type: 'choice', choices: ['as-applied', 'unwanted'], default: 'as-applied'} as const;

/** What a vendor sets: how long its operators take, what its system makes one wait, what the applicant wants. */
export const settingParameters = {
  takeSeconds: touch('setting', 0),
  lookSeconds: touch('setting', 1),
  confirmSeconds: touch('setting', 2),
  putAsideSeconds: touch('setting', 3),
  systemSeconds,
  digitalSignature: {
    ...wish,
    title: {en: 'the certificate for signatures', ja: '署名用電子証明書'},
  },
  userAuthentication: {
    ...wish,
    title: {en: 'the certificate for log-in', ja: '利用者証明用電子証明書'},
  },
} as const satisfies ParameterTable;

export type SettingStage = StageWith<typeof settingParameters>;

/** What may be otherwise about a setting. */
export interface SettingChanges {
  readonly record?: (record: ResidentRecord) => ResidentRecord;
  readonly role?: Role;
  /** What the operator sees on the card itself. */
  readonly print?: 'damaged' | 'another-face';
}

/** 交付前設定 of one card, from the tray to the tray. */
export const setCard = async (stage: SettingStage, changes: SettingChanges = {}): Promise<Ending> => {
  const {parameters} = stage;
  const record = (changes.record ?? ((same) => same))(residentRecordOf(stage.image));
  await peoplesStep(stage, issuancePhases.takeCard, parameters.takeSeconds, () => undefined);
  const terminal = await municipalTerminal(stage);
  const surface = await readSurface(stage, terminal, record.verificationNumberB);
  await compareWithRecord(stage, surface, record);
  await peoplesStep(stage, issuancePhases.lookAtCard, parameters.lookSeconds, () =>
    look(surface.face.photo, changes),
  );
  const shown = await readCertificates(stage);
  await checkCertificates(stage, shown, record);
  const unwanted = unwantedOf(parameters);
  await peoplesStep(stage, issuancePhases.confirmWish, parameters.confirmSeconds, () => undefined);
  const change = await beginChange(stage, terminal, issuancePhases.beginSetting, {
    cardId: surface.cardId,
    transition: 'prepare',
    ...(changes.role ? {role: changes.role} : {}),
  });
  const chip = await writeChip(stage, terminal, issuancePhases.writeSetting, change);
  await commitChange(stage, terminal, issuancePhases.commitSetting, change, chip);
  if (unwanted.length > 0) {
    await revokeUnwanted(stage, unwanted);
  }
  await peoplesStep(stage, issuancePhases.putAside, parameters.putAsideSeconds, () => undefined);
  await expectAgreement(stage, 'prepared');
  return prepared(unwanted);
};

/** JP2, ISO/IEC 15444-1 annex I: the photograph is a picture at all. */
const pictureBegins = '0000000c6a5020200d0a870a';

const look = (photo: Uint8Array, {print}: SettingChanges): void => {
  if (Buffer.from(photo.subarray(0, 12)).toString('hex') !== pictureBegins) {
    throw new Refused(
      {en: 'the chip holds no photograph that could be shown', ja: 'チップの顔写真を表示できません'},
      'photo-unreadable',
    );
  }
  if (print !== undefined) {
    throw new Refused(
      print === 'damaged'
        ? {en: 'the print is damaged', ja: '券面の印字に破損があります'}
        : {en: 'the photograph shows somebody else', ja: '顔写真が申請者と異なります'},
      `print-${print}`,
    );
  }
};

const unwantedOf = ({
  digitalSignature,
  userAuthentication,
}: SettingStage['parameters']): readonly (keyof CardCertificates)[] => [
  ...(digitalSignature === 'unwanted' ? (['digitalSignature'] as const) : []),
  ...(userAuthentication === 'unwanted' ? (['userAuthentication'] as const) : []),
];

const kinds = {digitalSignature: 'digital-signature', userAuthentication: 'user-authentication'} as const;

/** At the holder's wish, as at any later day. */
export const revokeUnwanted = (
  stage: SettingStage | Parameters<typeof askSystem>[0],
  unwanted: readonly (keyof CardCertificates)[],
  phase: Parameters<typeof askSystem>[1] = issuancePhases.revokeUnwanted,
): Promise<void> =>
  askSystem(stage, phase, 'revoke/holder-request', () => {
    const held = cardCertificates(stage.image);
    const {states} = stage.world.certificates;
    const at = stage.world.wall();
    for (const name of unwanted) {
      const serialNumber = held[name]?.serialNumber;
      const revocation = consequenceOf('holder-request', kinds[name], at);
      if (serialNumber !== undefined && revocation) {
        states.revoke(serialNumber, revocation);
        if (states.stateAt(serialNumber, at).state !== 'revoked') {
          throw new Refused(
            {en: 'the certificate is still valid', ja: '失効が反映されていません'},
            'not-revoked',
          );
        }
      }
    }
  });

const prepared = (unwanted: readonly string[]): Ending => ({
  verdict: 'pass',
  reasonId: 'prepared',
  reason: {
    en: `the chip agrees with the resident’s record, its certificates are good, and chip, terminal and system hold the card prepared for delivery${unwanted.length > 0 ? `; revoked at the applicant’s wish: ${unwanted.join(', ')}` : ''}`,
    ja: `チップの内容が本人確認情報と一致し、電子証明書は有効です。チップ・端末・システムとも交付前設定済になりました${unwanted.length > 0 ? `(希望により失効: ${unwanted.join('、')})` : ''}`,
  },
});
