import {createHash, sign as rsaSign} from 'node:crypto';
import type {KeyPair} from '../../protocol/index.ts';
import {publicKeyBits} from '../asn1/certificate.ts';
import type {DistinguishedName} from '../asn1/distinguished-name.ts';
import {type Authority, organization} from '../authorities/authority.ts';
import {certificateKinds} from '../authorities/certificate-kind.ts';
import {dayInJapan, endOfDay, startOfDay} from '../japan-time.ts';
import {responderCertificate} from './responder-certificate.ts';

/** Who signs answers: a key and the certificate that says for whom it speaks. */
export interface ResponderIdentity {
  /** DER. */
  readonly certificate: Uint8Array;
  /** SHA-1 of the key's bits: byKey. */
  readonly keyHash: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  sign(bytes: Uint8Array): Uint8Array;
}

/** Those made for an authority, by key and year: one and the same each time, and slow to make. */
const identities = new WeakMap<Authority, Map<string, ResponderIdentity>>();

/** The delegated responder of an authority at an instant: a new certificate every year, for one key. */
export const responderIdentity = (authority: Authority, keys: KeyPair): ((at: Date) => ResponderIdentity) => {
  const made = identities.get(authority) ?? new Map<string, ResponderIdentity>();
  identities.set(authority, made);
  const key = publicKeyBits(keys.publicKey);
  const whose = createHash('sha256').update(key).digest('hex');
  return (at) => {
    const year = dayInJapan(at).slice(0, 4);
    const name = `${whose}/${year}`;
    const identity = made.get(name) ?? identityOf(authority, keys, yearOf(year), 'ocsp-signing');
    made.set(name, identity);
    return identity;
  };
};

/** A key with a certificate for answering, or for something else, that is valid in the time given. */
export const identityOf = (
  authority: Authority,
  keys: KeyPair,
  validity: {readonly notBefore: Date; readonly notAfter: Date},
  purpose: 'ocsp-signing' | 'another',
): ResponderIdentity => {
  const keyHash = createHash('sha1').update(publicKeyBits(keys.publicKey)).digest();
  const name: DistinguishedName = [
    ['C', 'JP'],
    ['O', organization],
    ['OU', certificateKinds[authority.kind].organizationalUnit],
    ['CN', 'Kazasu Test Bench OCSP responder'],
  ];
  const serialNumber = createHash('sha256')
    .update(`${purpose}/${validity.notBefore.toISOString()}`)
    .update(keyHash)
    .digest()
    .subarray(0, 8);
  // As in every serial number of the bench: positive, and of the same length always.
  serialNumber[0] = ((serialNumber[0] as number) & 0x3f) | 0x40;
  return {
    certificate: responderCertificate(authority, {
      name,
      publicKey: keys.publicKey,
      serialNumber,
      ...validity,
      purpose,
    }),
    keyHash,
    sign: (bytes) => rsaSign('sha256', bytes, keys.privateKey),
  };
};

/** A year and the first month of the next. Bench-defined, C47. */
const yearOf = (year: string): {notBefore: Date; notAfter: Date} => ({
  notBefore: startOfDay(`${year}-01-01`),
  notAfter: endOfDay(`${Number(year) + 1}-01-31`),
});
