import type {CertificateKind} from '../../../../centre/index.ts';
import {type ApduChannel, JpkiSession} from '../../../../terminal/index.ts';
import type {Stage} from '../../../engine/stage.ts';
import {serialNumberOf} from '../../../world/card-certificates.ts';
import {certificatePhases} from '../phases.ts';

/** A holder's certificate as the card gives it. */
export interface CertificateInUse {
  readonly kind: CertificateKind;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly serialNumber: string;
}

/** The kinds that the card has a certificate of, among these. */
export const kindsOnCard = async (
  channel: ApduChannel,
  kinds: readonly CertificateKind[],
): Promise<readonly CertificateKind[]> => {
  const has = await (await JpkiSession.open(channel)).availability();
  return kinds.filter((kind) => has[kind]);
};

/** Verifies the PIN or password of a kind, and reads the certificate that it belongs to. */
export const certificateInUse = (
  stage: Stage,
  channel: ApduChannel,
  kind: CertificateKind,
): Promise<CertificateInUse> =>
  stage.step(certificatePhases[kind].verify, async () => {
    const {userAuthenticationPin, digitalSignaturePassword} = stage.secrets;
    const session = await JpkiSession.open(channel);
    await session.verifyUnlessBlocked(
      kind,
      kind === 'user-authentication' ? userAuthenticationPin : digitalSignaturePassword,
    );
    const certificate = await session.readCertificate(kind);
    return {kind, certificate, serialNumber: serialNumberOf(certificate)};
  });
