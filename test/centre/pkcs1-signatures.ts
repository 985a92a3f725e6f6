import {createHash} from 'node:crypto';
import {der, oid, sequence} from '../support/der-builder.ts';
import {digestInfo} from './pkcs1-encodings.ts';

export interface SignatureParts {
  /** The honest signature, as long as the modulus. */
  readonly honest: Buffer;
  readonly modulus: bigint;
}

export type RawSignature = readonly [what: string, make: (parts: SignatureParts) => Buffer];

export const toBig = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

/** Big-endian, with zeros in front up to a size; longer where it does not fit. */
export const toBytes = (value: bigint, size: number): Buffer => {
  const hex = value.toString(16).padStart(size * 2, '0');
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
};

/** A number in place of the signature, from the honest one s and the modulus n. */
const number =
  (of: (s: bigint, n: bigint) => bigint): RawSignature[1] =>
  ({honest, modulus}) =>
    toBytes(of(toBig(honest), modulus), honest.length);

/** Signatures that are no number below the modulus, no number that was signed, or not as long as the modulus. */
export const malformedSignatures: readonly RawSignature[] = [
  ['0', number(() => 0n)],
  ['1', number(() => 1n)],
  ['2', number(() => 2n)],
  ['n − 1', number((_, n) => n - 1n)],
  ['n', number((_, n) => n)],
  ['n + 1', number((_, n) => n + 1n)],
  ['n − s', number((s, n) => n - s)],
  ['s + 1', number((s) => s + 1n)],
  ['s − 1', number((s) => s - 1n)],
  ['s + n', number((s, n) => s + n)],
  ['s + 2^16 n', number((s, n) => s + (n << 16n))],
  ['s squared', number((s, n) => (s * s) % n)],
  ['2^2048 − 1', ({honest}) => Buffer.alloc(honest.length, 0xff)],
  ['nothing', () => Buffer.alloc(0)],
  ['one zero byte', () => Buffer.alloc(1)],
  ['a zero byte in front', ({honest}) => Buffer.concat([Buffer.alloc(1), honest])],
  ['two zero bytes in front', ({honest}) => Buffer.concat([Buffer.alloc(2), honest])],
  ['as many zero bytes in front', ({honest}) => Buffer.concat([Buffer.alloc(honest.length), honest])],
  ['a zero byte behind', ({honest}) => Buffer.concat([honest, Buffer.alloc(1)])],
  ['a byte FF behind', ({honest}) => Buffer.concat([honest, Buffer.from([0xff])])],
  ['itself twice', ({honest}) => Buffer.concat([honest, honest])],
  ['without its first byte', ({honest}) => honest.subarray(1)],
  ['without its last byte', ({honest}) => honest.subarray(0, -1)],
  ['its first half', ({honest}) => honest.subarray(0, honest.length / 2)],
  ['the last byte first', ({honest}) => Buffer.from(honest).reverse()],
  ['in an OCTET STRING', ({honest}) => der(4, honest)],
  ['in a SEQUENCE of an INTEGER', ({honest}) => sequence(der(2, honest))],
  ['as hex', ({honest}) => Buffer.from(honest.toString('hex'))],
  ['as base64', ({honest}) => Buffer.from(honest.toString('base64'))],
  ...[0, 1, 127, 128, 254, 255].map(
    (at): RawSignature => [
      `a bit of byte ${at} flipped`,
      ({honest}) => Buffer.from(honest.map((byte, i) => (i === at ? byte ^ 0x10 : byte))),
    ],
  ),
];

/** The least number whose cube is not below `value`. */
const cubeRoot = (value: bigint): bigint => {
  let [low, high] = [0n, 1n << BigInt(Math.ceil(value.toString(2).length / 3) + 1)];
  while (low < high) {
    const middle = (low + high) >> 1n;
    if (middle ** 3n < value) {
      low = middle + 1n;
    } else {
      high = middle;
    }
  }
  return low;
};

/** A number whose cube begins with these bytes, when it is written with so many. */
const cubeThatBegins = (prefix: Uint8Array, size: number): bigint =>
  cubeRoot(toBig(prefix) << BigInt(8 * (size - prefix.length)));

/** The number below 2^bits whose cube ends in these bits of an odd number. */
const cubeThatEnds = (suffix: bigint, bits: bigint): bigint => {
  let root = 1n;
  for (let bit = 1n; bit < bits; bit += 1n) {
    if (((root ** 3n - suffix) >> bit) & 1n) {
      root |= 1n << bit;
    }
  }
  return root;
};

const head = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(8, 0xff), Buffer.from([0])]);
const sha256Oid = oid('2.16.840.1.101.3.4.2.1');

/** Forged without a key for the exponent 3, where a reader does not look at everything. Needs an odd hash at the end. */
export const cubeRootForgeries = (data: Uint8Array, size: number): Readonly<Record<string, Buffer>> => {
  const hash = createHash('sha256').update(data).digest();
  const info = digestInfo(hash);
  const beginning = (...parts: Uint8Array[]): Buffer =>
    toBytes(cubeThatBegins(Buffer.concat(parts), size), size);
  return {
    'garbage behind the hash (Bleichenbacher 2006)': beginning(head, info),
    'garbage behind the hash and no padding': beginning(Buffer.from([0, 1, 0]), info),
    'garbage in the parameters of the algorithm': garbageInside(hash, size),
    'the right end alone': toBytes(cubeThatEnds(toBig(info), BigInt(8 * info.length)), size),
  };
};

/** Both ends are right, and a long length hides what lies between them (BERserk). */
const garbageInside = (hash: Buffer, size: number): Buffer => {
  const end = Buffer.concat([Buffer.from([4, 32]), hash]);
  const hidden = size - head.length - 6 - sha256Oid.length - 3 - end.length;
  const begin = Buffer.concat([
    head,
    Buffer.from([0x30, 0x81, size - head.length - 3]),
    Buffer.from([0x30, 0x81, sha256Oid.length + 3 + hidden]),
    sha256Oid,
    Buffer.from([5, 0x81, hidden]),
  ]);
  const endBits = BigInt(8 * end.length);
  const high = (cubeThatBegins(begin, size) >> endBits) + 1n;
  return toBytes((high << endBits) | cubeThatEnds(toBig(end), endBits), size);
};
