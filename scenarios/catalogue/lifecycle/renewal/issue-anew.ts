import type {CertificateKind, IssuedCertificate} from '../../../../centre/index.ts';
import type {Holder} from '../../../../emulator/index.ts';
import type {IssuerSession} from '../../../../terminal/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {certificateHolder} from '../../../world/certified-keys.ts';
import {certificateOfRecord, holdersCertificate} from '../holders-certificate.ts';
import {certificatePhases} from '../phases.ts';
import {lastDayOfCard} from './last-day.ts';
import {freshNonce, newCertificate, writeCertificate} from './replace-certificate.ts';

/**
 * 新規発行: a certificate that replaces none, for the record as it is now: to the fifth birthday, and no longer than
 * card and log-in certificate. What the card had of the kind is gone. One that a visit cut off has left is written.
 */
export const issueAnew = async (
  stage: Stage,
  issuer: IssuerSession,
  kind: CertificateKind,
  record: Holder,
): Promise<IssuedCertificate> => {
  const before = holdersCertificate(stage, kind) ?? none(kind);
  if (kind === 'digital-signature') {
    expectLogInGood(stage);
  }
  const {left, nonce} = await stage.step(certificatePhases[kind].ask, () => ({
    left: kind === 'digital-signature' ? certificateOfRecord(stage, record) : undefined,
    nonce: freshNonce(stage, before.serialNumber),
  }));
  if (left) {
    await writeCertificate(stage, issuer, left);
    return left;
  }
  return newCertificate(stage, issuer, before, nonce, {
    async issue({world, image}, {publicKey}) {
      const logIn =
        kind === 'digital-signature' ? holdersCertificate(stage, 'user-authentication') : undefined;
      const issued = await world.centre.issue({
        kind,
        publicKey,
        holder: certificateHolder(record),
        cardExpiresOn: lastDayOfCard(image),
        ...(logIn ? {notLaterThan: logIn.notAfter} : {}),
      });
      world.renewal.enrol(issued, {
        holder: before.holder,
        ...(logIn ? {belongsTo: logIn.serialNumber} : {}),
      });
      return issued;
    },
  });
};

/** A signing certificate ends with the log-in certificate: beside one that is over, none can be issued. */
export const expectLogInGood = (stage: Stage): void => {
  const {notAfter} = holdersCertificate(stage, 'user-authentication') ?? {};
  if (notAfter && notAfter < stage.world.wall()) {
    throw new Refused(
      {
        en: `a log-in certificate in its days was expected beside a new signing certificate, but it ended at ${notAfter.toISOString()}`,
        ja: `署名用電子証明書の発行には有効期間内の利用者証明用が必要ですが、${notAfter.toISOString()} に満了しています`,
      },
      'certificate-expired',
    );
  }
};

const none = (kind: CertificateKind): never => {
  throw new Refused(
    {
      en: `a holder who had a ${kind} certificate was expected, but the centre knows of none`,
      ja: `${kind} の証明書をもつ所持者が必要ですが、センターに登録がありません`,
    },
    'no-certificate',
  );
};
