import {createPrivateKey, createPublicKey, type KeyObject, X509Certificate} from 'node:crypto';
import {sw} from '../../protocol/index.ts';
import {refuse} from './refusal.ts';
import type {ApplicationState} from './state.ts';

export interface Certification {
  /** EF identifiers. */
  readonly certificateFile: number;
  readonly keyFile: number;
  /** One whole certificate, DER. */
  readonly certificate: Uint8Array;
}

/**
 * The same application with a certificate written. When it is the pending key's, key and certificate change
 * together, so that no moment knows one without the other; one for the key in use changes alone. A certificate
 * for any other key is refused with 6A80, for it would leave a pair that does not match. Bench-defined, D72.
 */
export const withCertificate = (
  before: ApplicationState,
  {certificateFile, keyFile, certificate}: Certification,
): ApplicationState => {
  const publicKey = publicKeyIn(certificate);
  const contents = new Map(before.contents).set(certificateFile, Uint8Array.from(certificate));
  const pending = before.pendingKeys?.get(keyFile);
  if (pending && isPairOf(pending, publicKey)) {
    const pendingKeys = new Map(before.pendingKeys);
    pendingKeys.delete(keyFile);
    return {...before, contents, pendingKeys, privateKeys: new Map(before.privateKeys).set(keyFile, pending)};
  }
  const current = before.privateKeys.get(keyFile);
  return current && isPairOf(current, publicKey) ? {...before, contents} : refuse(sw.incorrectData);
};

const publicKeyIn = (der: Uint8Array): KeyObject => {
  let certificate: X509Certificate;
  let publicKey: KeyObject;
  try {
    certificate = new X509Certificate(der);
    publicKey = certificate.publicKey;
  } catch {
    return refuse(sw.incorrectData);
  }
  return certificate.raw.length === der.length ? publicKey : refuse(sw.incorrectData);
};

const isPairOf = (pkcs8: Uint8Array, publicKey: KeyObject): boolean =>
  createPublicKey(createPrivateKey({key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8'})).equals(
    publicKey,
  );
