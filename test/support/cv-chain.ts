import {createPublicKey, type KeyObject, verify} from 'node:crypto';
import {berTlv, findTlv, toHex} from '../../protocol/index.ts';

/** Whom a card-verifiable certificate certifies. */
export interface CvSubject {
  readonly keyId: Uint8Array;
  readonly key: KeyObject;
}

/**
 * Follows card-verifiable certificates from a root downwards, as software outside the card does: with nothing of
 * the emulator's. Each is taken with its template 7F21 or without. Answers the last subject, or undefined where an
 * issuer's name or a signature does not fit.
 */
export const followCvChain = (
  root: CvSubject,
  certificates: readonly Uint8Array[],
): CvSubject | undefined => {
  let issuer: CvSubject | undefined = root;
  for (const certificate of certificates) {
    issuer = issuer && subjectUnder(issuer, certificate);
  }
  return issuer;
};

const subjectUnder = (issuer: CvSubject, certificate: Uint8Array): CvSubject | undefined => {
  const objects = berTlv.decodeAll(certificate);
  const inside = findTlv(objects, 0x7f21)?.children ?? objects;
  const body = findTlv(inside, 0x5f4e)?.value ?? new Uint8Array(0);
  const signature = findTlv(inside, 0x5f37)?.value ?? new Uint8Array(0);
  const named = toHex(body.subarray(0, 16)) === toHex(issuer.keyId);
  if (body.length !== 297 || !named || !verify('sha256', body, issuer.key, signature)) {
    return undefined;
  }
  return {keyId: body.slice(16, 32), key: publicKeyFrom(body.subarray(32))};
};

const publicKeyFrom = (bytes: Uint8Array): KeyObject => {
  const objects = berTlv.decodeAll(bytes);
  const base64url = (tag: number): string =>
    Buffer.from(findTlv(objects, tag)?.value ?? []).toString('base64url');
  return createPublicKey({format: 'jwk', key: {kty: 'RSA', e: base64url(0x90), n: base64url(0x91)}});
};
