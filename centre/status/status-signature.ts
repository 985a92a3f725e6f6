import type {Certificate, Signed} from '../x509/certificate.ts';
import {keyObjectOf} from '../x509/public-key.ts';
import {digestOf, isKeyAcceptable, signatureFinding} from '../x509/signature.ts';

/** What answers about revocation may be signed with: RSA (PKCS#1 v1.5 or PSS) or ECDSA. Bench-defined, C60. */
const accepted = {
  digests: ['sha256', 'sha384', 'sha512'],
  rsaBits: 2048,
  curves: ['prime256v1', 'secp384r1'],
};

/** Why a signature does not count, and what was seen. */
export interface SignatureObjection {
  readonly reason: 'bad-signature' | 'algorithm-not-accepted';
  readonly evidence: Readonly<Record<string, string>>;
}

/** Undefined where this certificate's key made the signature, by an algorithm that is accepted. Never throws. */
export const signatureObjection = (signed: Signed, signer: Certificate): SignatureObjection | undefined => {
  const weak = weakness(signed, signer);
  if (weak) {
    return weak;
  }
  return signatureFinding(signed, keyObjectOf(signer)) === 'good'
    ? undefined
    : {reason: 'bad-signature', evidence: {}};
};

/** Why an algorithm or a key does not count, whether or not the signature is right. */
export const weakness = ({algorithm}: Signed, signer: Certificate): SignatureObjection | undefined => {
  const digest = digestOf(algorithm);
  if (digest === undefined || !accepted.digests.includes(digest)) {
    return notAccepted({algorithm: algorithm.oid});
  }
  const key = isKeyAcceptable(signer.publicKey) ? keyObjectOf(signer) : undefined;
  const {modulusLength, namedCurve} = key?.asymmetricKeyDetails ?? {};
  const strong =
    modulusLength === undefined
      ? accepted.curves.includes(namedCurve ?? '')
      : modulusLength >= accepted.rsaBits;
  const size = modulusLength === undefined ? (namedCurve ?? '') : `${modulusLength} bits`;
  return strong ? undefined : notAccepted({key: `${key?.asymmetricKeyType ?? 'unreadable'} ${size}`.trim()});
};

const notAccepted = (evidence: SignatureObjection['evidence']): SignatureObjection => ({
  reason: 'algorithm-not-accepted',
  evidence,
});
