import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto';
import {fileIdText, type TransparentEf} from '../../os/file.ts';
import type {ApplicationState} from '../../os/state.ts';
import type {CertificateView} from './card-view.ts';

/** A certificate EF's content (DER) to what it says; undefined when it is no X.509 certificate. */
export const certificateView = (
  der: Uint8Array,
  {certifies}: TransparentEf,
  state: ApplicationState,
): CertificateView | undefined => {
  const x509 = parsed(der);
  return (
    x509 && {
      subject: oneLine(x509.subject),
      issuer: oneLine(x509.issuer),
      serialNumber: x509.serialNumber,
      notBefore: new Date(x509.validFrom).toISOString(),
      notAfter: new Date(x509.validTo).toISOString(),
      ...(certifies === undefined
        ? {}
        : {
            privateKey: {
              file: fileIdText(certifies),
              state: keyState(x509, state.privateKeys.get(certifies)),
            },
          }),
    }
  );
};

const parsed = (der: Uint8Array): X509Certificate | undefined => {
  try {
    const x509 = new X509Certificate(der);
    return Number.isNaN(Date.parse(x509.validFrom)) || Number.isNaN(Date.parse(x509.validTo))
      ? undefined
      : x509;
  } catch {
    return undefined;
  }
};

/** OpenSSL gives a line for each RDN, and an empty name as undefined. */
const oneLine = (name: string | undefined): string => (name ?? '').split('\n').join(', ');

const keyState = (
  {publicKey}: X509Certificate,
  pkcs8: Uint8Array | undefined,
): 'present' | 'absent' | 'another' => {
  if (!pkcs8) {
    return 'absent';
  }
  const key = createPublicKey(createPrivateKey({key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8'}));
  return key.equals(publicKey) ? 'present' : 'another';
};
