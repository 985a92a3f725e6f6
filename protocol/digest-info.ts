import {createHash} from 'node:crypto';
import {fromHex} from './hex.ts';

/** DER of DigestInfo up to the hash, RFC 8017 clause 9.2 note 1: SEQUENCE {SEQUENCE {OID, NULL}, OCTET STRING}. */
const prefixes = {
  sha1: fromHex('3021300906052B0E03021A05000414'),
  sha256: fromHex('3031300D060960864801650304020105000420'),
  sha384: fromHex('3041300D060960864801650304020205000430'),
  sha512: fromHex('3051300D060960864801650304020305000440'),
} as const;

export type DigestAlgorithm = keyof typeof prefixes;

/** DigestInfo around a finished hash; 51 bytes for SHA-256. */
export const digestInfoOf = (algorithm: DigestAlgorithm, hash: Uint8Array): Uint8Array =>
  Uint8Array.from(Buffer.concat([prefixes[algorithm], hash]));

/** DigestInfo of a message. */
export const digestInfo = (algorithm: DigestAlgorithm, message: Uint8Array): Uint8Array =>
  digestInfoOf(algorithm, createHash(algorithm).update(message).digest());
