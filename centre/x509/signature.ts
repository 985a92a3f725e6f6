import {constants, type KeyObject, verify} from 'node:crypto';
import {contentOf, contextTag, DerCursor, DerError, tags, wholeElement} from '../asn1/der-reader.ts';
import {countOf} from '../asn1/der-values.ts';
import {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  isWithoutParameters,
  type Signed,
  type SubjectPublicKey,
} from './certificate.ts';

interface Method {
  readonly keyTypes: readonly string[];
  /** Digest by the name of node:crypto; null where the algorithm has its own. */
  readonly hash: string | null;
  readonly parameters: 'absent' | 'null-or-absent';
  readonly pssSaltBytes?: number;
}

const rsa = (hash: string): Method => ({keyTypes: ['rsa'], hash, parameters: 'null-or-absent'});
const dsa = (hash: string): Method => ({keyTypes: ['dsa'], hash, parameters: 'absent'});
const ecdsa = (hash: string): Method => ({keyTypes: ['ec'], hash, parameters: 'absent'});

/** RFC 3279, RFC 4055, RFC 5758, RFC 8410. MD2 and MD5 are left out; SHA-1 is in (Bench-defined, C21). */
const methods: Readonly<Record<string, Method>> = {
  '1.2.840.113549.1.1.5': rsa('sha1'),
  '1.2.840.113549.1.1.14': rsa('sha224'),
  '1.2.840.113549.1.1.11': rsa('sha256'),
  '1.2.840.113549.1.1.12': rsa('sha384'),
  '1.2.840.113549.1.1.13': rsa('sha512'),
  '1.2.840.10040.4.3': dsa('sha1'),
  '2.16.840.1.101.3.4.3.1': dsa('sha224'),
  '2.16.840.1.101.3.4.3.2': dsa('sha256'),
  '1.2.840.10045.4.1': ecdsa('sha1'),
  '1.2.840.10045.4.3.1': ecdsa('sha224'),
  '1.2.840.10045.4.3.2': ecdsa('sha256'),
  '1.2.840.10045.4.3.3': ecdsa('sha384'),
  '1.2.840.10045.4.3.4': ecdsa('sha512'),
  '1.3.101.112': {keyTypes: ['ed25519'], hash: null, parameters: 'absent'},
  '1.3.101.113': {keyTypes: ['ed448'], hash: null, parameters: 'absent'},
};

const rsassaPss = '1.2.840.113549.1.1.10';
const mgf1 = '1.2.840.113549.1.1.8';

const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const leastRsaBits = 1024;

export type SignatureFinding = 'good' | 'wrong' | 'algorithm-not-accepted' | 'key-not-accepted';

/** Whether this key made the signature. The arithmetic is node:crypto's alone. */
export const signatureFinding = (signed: Signed, key: KeyObject | undefined): SignatureFinding => {
  const method = methodOf(signed.algorithm);
  if (!method) {
    return 'algorithm-not-accepted';
  }
  if (!key || (key.asymmetricKeyDetails?.modulusLength ?? leastRsaBits) < leastRsaBits) {
    return 'key-not-accepted';
  }
  if (!method.keyTypes.includes(key.asymmetricKeyType ?? '')) {
    return 'wrong';
  }
  try {
    const saltLength = method.pssSaltBytes;
    const how = saltLength === undefined ? key : {key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength};
    return verify(method.hash, signed.toBeSigned, how, signed.signature) ? 'good' : 'wrong';
  } catch {
    return 'wrong';
  }
};

/** The digest a signature algorithm uses, by the name of node:crypto; undefined where it is not known or has its own. */
export const digestOf = (algorithm: AlgorithmIdentifier): string | undefined =>
  methodOf(algorithm)?.hash ?? undefined;

/** Whether a key can be used at all: elliptic curves by name only, since own curve parameters forge keys. */
export const isKeyAcceptable = ({algorithm}: SubjectPublicKey): boolean =>
  algorithm.oid !== '1.2.840.10045.2.1' || algorithm.parameters?.tag === tags.oid;

const methodOf = (algorithm: AlgorithmIdentifier): Method | undefined => {
  if (algorithm.oid === rsassaPss) {
    return pssMethod(algorithm);
  }
  const method = methods[algorithm.oid];
  const asExpected =
    algorithm.parameters === undefined ||
    (method?.parameters === 'null-or-absent' && isWithoutParameters(algorithm));
  return asExpected ? method : undefined;
};

/** RSASSA-PSS-params, RFC 4055 clause 3.1: MGF1 with the hash of the message only. */
const pssMethod = ({parameters}: AlgorithmIdentifier): Method | undefined => {
  try {
    if (parameters?.tag !== tags.sequence) {
      return undefined;
    }
    const cursor = new DerCursor(parameters);
    const inner = (n: number, tag: number) => {
      const holder = cursor.optional(contextTag(n));
      return holder && wholeElement(contentOf(holder), tag, 'a parameter of PSS');
    };
    const hashAt = inner(0, tags.sequence);
    const maskAt = inner(1, tags.sequence);
    const saltAt = inner(2, tags.integer);
    const trailerAt = inner(3, tags.integer);
    cursor.finish('parameters of PSS');
    const hash = hashAt ? hashes[algorithmIdentifier(hashAt).oid] : 'sha1';
    const mask = maskAt && algorithmIdentifier(maskAt);
    const maskHash = mask?.parameters ? hashes[algorithmIdentifier(mask.parameters).oid] : 'sha1';
    const sound =
      hash !== undefined &&
      hash === maskHash &&
      (mask === undefined || mask.oid === mgf1) &&
      (trailerAt === undefined || countOf(trailerAt) === 1);
    return sound
      ? {
          keyTypes: ['rsa', 'rsa-pss'],
          hash,
          parameters: 'absent',
          pssSaltBytes: saltAt ? countOf(saltAt) : 20,
        }
      : undefined;
  } catch (error) {
    if (error instanceof DerError) {
      return undefined;
    }
    throw error;
  }
};
