import {X509Certificate} from 'node:crypto';
import type {CertificateKind} from '../../centre/authorities/certificate-kind.ts';
import type {IssuedCertificate} from '../../centre/certificates/issue.ts';
import {certificateOf} from '../../centre/x509/certificate.ts';
import type {CardImage} from '../../emulator/index.ts';

/** A card's two certificates; absent where the holder has none. */
export interface CardCertificates {
  readonly userAuthentication?: IssuedCertificate;
  readonly digitalSignature?: IssuedCertificate;
}

/** EF 000A and 0001 of the JPKI application: the holder's certificates, without what fills the files behind them. */
export const cardCertificates = (image: CardImage): CardCertificates => {
  const userAuthentication = certificateIn(image, '000A', 'user-authentication');
  const digitalSignature = certificateIn(image, '0001', 'digital-signature');
  return {
    ...(userAuthentication ? {userAuthentication} : {}),
    ...(digitalSignature ? {digitalSignature} : {}),
  };
};

/** Upper-case hex, as the centre writes serial numbers. */
export const serialNumberOf = (certificate: Uint8Array): string =>
  new X509Certificate(certificate).serialNumber;

const certificateIn = (
  {applications}: CardImage,
  file: string,
  kind: CertificateKind,
): IssuedCertificate | undefined => {
  const held = Buffer.from(applications['jpki']?.contents[file] ?? '', 'base64');
  const length = held.length > 4 && held[0] === 0x30 && held[1] === 0x82 ? 4 + held.readUInt16BE(2) : 0;
  if (length === 0 || length > held.length) {
    return undefined;
  }
  const certificate = Uint8Array.from(held.subarray(0, length));
  const {serialNumber, notBefore, notAfter} = certificateOf(certificate);
  return {
    kind,
    certificate,
    // Read already; to have node:crypto read it again would take as long as a signature.
    serialNumber: serialNumber.replace(/^00(?=.)/, '').toUpperCase(),
    notBefore: new Date(notBefore),
    notAfter: new Date(notAfter),
  };
};
