import {
  type CauseName,
  type CertificateKind,
  type CertificateRow,
  consequenceOf,
  dayInJapan,
  holderAttributes,
  startOfDay,
} from '../../../centre/index.ts';
import type {Holder} from '../../../emulator/index.ts';
import type {Invariant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {certificateHolder} from '../../world/certified-keys.ts';

/** The holder's newest certificate of a kind in the centre's register, whatever became of it. */
export const holdersCertificate = (stage: Stage, kind: CertificateKind): CertificateRow | undefined =>
  stage.world.certificates.register
    .ofHolder(stage.image.id)
    .filter((row) => row.kind === kind)
    .at(-1);

/** What this cause makes of the certificate, from when the rules say. */
export const revokeFor = (
  {world}: Stage,
  cause: CauseName,
  {kind, serialNumber}: Pick<CertificateRow, 'kind' | 'serialNumber'>,
): void => {
  const consequence = consequenceOf(cause, kind, world.wall());
  if (consequence) {
    world.certificates.states.revoke(serialNumber, consequence);
  }
};

/** Signing certificates that tell of another name or address than the record. */
export const outdatedCertificates = (stage: Stage, record: Holder): readonly CertificateRow[] =>
  signingCertificates(stage).filter((row) => !tellsOf(row, record));

/** The signing certificate that was issued for this record and is good: a visit that was cut off left it. */
export const certificateOfRecord = (stage: Stage, record: Holder): CertificateRow | undefined =>
  signingCertificates(stage).find((row) => tellsOf(row, record) && isGood(stage, row, stage.world.wall()));

/** Behind the day no holder has two signing certificates. */
export const oneOutlastsTheDay: Invariant = {
  id: 'one-outlasts-the-day',
  title: {
    en: 'at most one signing certificate of the holder is good tomorrow',
    ja: '翌日に有効な署名用電子証明書は1枚まで',
  },
  async broken(stage) {
    const tomorrow = new Date(startOfDay(dayInJapan(stage.world.wall())).getTime() + dayMs);
    const good = signingCertificates(stage).filter((row) => isGood(stage, row, tomorrow));
    return good.length > 1
      ? {en: `${good.length} of them are good tomorrow`, ja: `翌日に有効なものが ${good.length} 枚あります`}
      : undefined;
  },
};

const dayMs = 86_400_000;

const signingCertificates = ({world, image}: Stage): readonly CertificateRow[] =>
  world.certificates.register.ofHolder(image.id).filter(({kind}) => kind === 'digital-signature');

const isGood = ({world}: Stage, {serialNumber, notAfter}: CertificateRow, at: Date): boolean =>
  at <= notAfter && world.certificates.states.stateAt(serialNumber, at).state === 'valid';

const tellsOf = ({certificate}: CertificateRow, record: Holder): boolean => {
  const told = holderAttributes(certificate);
  const {name, address} = certificateHolder(record);
  return told?.name === name && told.address === address;
};
