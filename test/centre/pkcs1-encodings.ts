import {createHash} from 'node:crypto';
import {der, header, oid, sequence} from '../support/der-builder.ts';

/** What a malformed encoding is made of: the data, its SHA-256, and the bytes of the modulus. */
export interface EncodingParts {
  readonly data: Uint8Array;
  readonly hash: Buffer;
  readonly size: number;
}

export type Encoding = readonly [what: string, encode: (parts: EncodingParts) => Buffer];

const sha256Oid = oid('2.16.840.1.101.3.4.2.1');
const nullDer = der(5);

/** DigestInfo, RFC 8017 clause 9.2. */
export const digestInfo = (hash: Uint8Array): Buffer => sequence(sequence(sha256Oid, nullDer), der(4, hash));

/** 00 01, at least eight FF, 00, and the rest: EMSA-PKCS1-v1_5. What goes behind takes its room from the padding. */
export const encoded = (size: number, info: Uint8Array, behind: Uint8Array = Buffer.alloc(0)): Buffer => {
  const padding = Buffer.alloc(Math.max(0, size - 3 - info.length - behind.length), 0xff);
  return Buffer.concat([Buffer.from([0, 1]), padding, Buffer.from([0]), info, behind]).subarray(0, size);
};

/** The elements of a DigestInfo: name, tag, and where it is put together anew with that element changed. */
type Element = 'DigestInfo' | 'algorithm' | 'OBJECT IDENTIFIER' | 'NULL' | 'OCTET STRING';

const elements: readonly Element[] = ['DigestInfo', 'algorithm', 'OBJECT IDENTIFIER', 'NULL', 'OCTET STRING'];

/** A DigestInfo in which one element is what `change` makes of its tag and its content. */
const withChanged = (
  which: Element,
  hash: Uint8Array,
  change: (tag: number, content: Buffer) => Buffer,
): Buffer => {
  const build = (element: Element, tag: number, content: Buffer): Buffer =>
    element === which ? change(tag, content) : der(tag, content);
  const algorithm = Buffer.concat([
    build('OBJECT IDENTIFIER', 6, sha256Oid.subarray(2)),
    build('NULL', 5, Buffer.alloc(0)),
  ]);
  return build(
    'DigestInfo',
    0x30,
    Buffer.concat([build('algorithm', 0x30, algorithm), build('OCTET STRING', 4, Buffer.from(hash))]),
  );
};

type Change = (tag: number, content: Buffer) => Buffer;

const bytes = (...values: number[]): Buffer => Buffer.from(values);

/** A length of so many octets, zeros in front: BER, not DER. */
const longLength =
  (octets: number): Change =>
  (tag, content) => {
    const length = Buffer.alloc(octets);
    length.writeUInt8(content.length, octets - 1);
    return Buffer.concat([bytes(tag, 0x80 | octets), length, content]);
  };

const lengthPlus =
  (more: number): Change =>
  (tag, content) =>
    Buffer.concat([bytes(tag, (content.length + more) & 0x7f), content]);

/** What can be wrong with any element of DER, by name. */
const changes: Readonly<Record<string, Change>> = {
  'its length in two octets': longLength(1),
  'its length in three octets': longLength(2),
  'its length in four octets': longLength(3),
  'its length in nine octets': longLength(8),
  'its length one too great': lengthPlus(1),
  'its length one too small': lengthPlus(-1),
  'a length of zero': (tag, content) => Buffer.concat([bytes(tag, 0), content]),
  'a length of four gigabytes': (tag, content) =>
    Buffer.concat([bytes(tag, 0x84, 0xff, 0xff, 0xff, 0xff), content]),
  'a length of 2^64 more than it has': (tag, content) =>
    Buffer.concat([bytes(tag, 0x89, 1, 0, 0, 0, 0, 0, 0, 0, content.length), content]),
  'an indefinite length': (tag, content) => Buffer.concat([bytes(tag | 0x20, 0x80), content, bytes(0, 0)]),
  'an indefinite length without its end': (tag, content) => Buffer.concat([bytes(tag, 0x80), content]),
  'the reserved length octet FF': (tag, content) => Buffer.concat([bytes(tag, 0xff), content]),
  'its length left out': (tag, content) => Buffer.concat([bytes(tag), content]),
  'the next tag': (tag, content) => der(tag + 1, content),
  'its tag in another class': (tag, content) => der(tag | 0x80, content),
  'its tag primitive for constructed or the other way': (tag, content) => der(tag ^ 0x20, content),
  'its tag in the long form': (tag, content) =>
    Buffer.concat([bytes((tag & 0xe0) | 0x1f, tag & 0x1f), header(0, content.length).subarray(1), content]),
  'nothing in it': (tag) => der(tag),
  'two bytes behind its content': (tag, content) => der(tag, content, bytes(5, 0)),
  'two bytes in front of its content': (tag, content) => der(tag, bytes(5, 0), content),
  'a zero byte in front of its content': (tag, content) => der(tag, bytes(0), content),
  'sixty-four bytes behind its content': (tag, content) => der(tag, content, Buffer.alloc(64, 0xa5)),
  'itself twice': (tag, content) => Buffer.concat([der(tag, content), der(tag, content)]),
  'itself left out': () => Buffer.alloc(0),
  'itself in a SEQUENCE': (tag, content) => sequence(der(tag, content)),
  'a NULL behind it': (tag, content) => Buffer.concat([der(tag, content), nullDer]),
  'an end of contents behind it': (tag, content) => Buffer.concat([der(tag, content), bytes(0, 0)]),
};

/** Every change of every element; a NULL of no length, and with nothing in it, is as it was. */
const changedElements: readonly Encoding[] = elements.flatMap((element) =>
  Object.entries(changes)
    .filter(([what]) => element !== 'NULL' || (what !== 'a length of zero' && what !== 'nothing in it'))
    .map(
      ([what, change]): Encoding => [
        `${element} with ${what}`,
        ({hash, size}) => encoded(size, withChanged(element, hash, change)),
      ],
    ),
);

const digestOids = {
  MD5: '1.2.840.113549.2.5',
  'SHA-1': '1.3.14.3.2.26',
  'SHA-224': '2.16.840.1.101.3.4.2.4',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
  'SHA-512/256': '2.16.840.1.101.3.4.2.6',
  'SHA3-256': '2.16.840.1.101.3.4.2.8',
  sha256WithRSAEncryption: '1.2.840.113549.1.1.11',
} as const;

const nodeNames: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-224': 'sha224',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
  'SHA-512/256': 'sha512-256',
  'SHA3-256': 'sha3-256',
};

const otherDigests: readonly Encoding[] = [
  ...Object.entries(digestOids).map(
    ([name, type]): Encoding => [
      `the OBJECT IDENTIFIER of ${name} in front of the right hash`,
      ({hash, size}) => encoded(size, sequence(sequence(oid(type), nullDer), der(4, hash))),
    ],
  ),
  ...Object.entries(nodeNames).flatMap(([name, node]): Encoding[] => {
    const digest = (data: Uint8Array) => createHash(node).update(data).digest();
    return [
      [`the hash of ${name} as SHA-256`, ({data, size}) => encoded(size, digestInfo(digest(data)))],
      [
        `the hash of ${name} under its own name`,
        ({data, size}) =>
          encoded(
            size,
            sequence(
              sequence(oid(digestOids[name as keyof typeof digestOids]), nullDer),
              der(4, digest(data)),
            ),
          ),
      ],
    ];
  }),
  [
    'the hash of other data',
    ({data, size}) => encoded(size, digestInfo(sha256(Buffer.concat([data, bytes(0)])))),
  ],
  ['the hash of the hash', ({hash, size}) => encoded(size, digestInfo(sha256(hash)))],
  ['the first bit of the hash flipped', ({hash, size}) => encoded(size, digestInfo(flipped(hash, 0, 0x80)))],
  ['the last bit of the hash flipped', ({hash, size}) => encoded(size, digestInfo(flipped(hash, 31, 1)))],
  ['a hash of zeros', ({size}) => encoded(size, digestInfo(Buffer.alloc(32)))],
  ['the hash without its last byte', ({hash, size}) => encoded(size, digestInfo(hash.subarray(0, 31)))],
  ['the hash and a zero byte', ({hash, size}) => encoded(size, digestInfo(Buffer.concat([hash, bytes(0)])))],
  ['the hash as hex', ({hash, size}) => encoded(size, digestInfo(Buffer.from(hash.toString('hex'))))],
  ['an OBJECT IDENTIFIER with a padded arc', ({hash, size}) => encoded(size, paddedArc(hash))],
  ['the hash bare', ({hash, size}) => encoded(size, hash)],
  ['the hash in an OCTET STRING alone', ({hash, size}) => encoded(size, der(4, hash))],
  ['the data instead of its hash', ({data, size}) => encoded(size, Buffer.from(data).subarray(0, 64))],
  ['nothing behind the padding', ({size}) => encoded(size, Buffer.alloc(0))],
];

const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();

const flipped = (of: Buffer, at: number, mask: number): Buffer => {
  const copy = Buffer.from(of);
  copy.writeUInt8(copy.readUInt8(at) ^ mask, at);
  return copy;
};

const paddedArc = (hash: Buffer): Buffer =>
  sequence(sequence(der(6, bytes(0x60, 0x80, 0x86, 0x48), sha256Oid.subarray(5)), nullDer), der(4, hash));

/** The honest encoding with single bytes set; negative places count from the byte behind the padding. */
const set =
  (
    ...places: readonly (readonly [at: number | 'last FF' | 'middle FF' | 'zero', to: number])[]
  ): Encoding[1] =>
  ({hash, size}) => {
    const honest = encoded(size, digestInfo(hash));
    const zero = honest.indexOf(0, 2);
    const names = {'last FF': zero - 1, 'middle FF': zero >> 1, zero};
    for (const [at, to] of places) {
      honest.writeUInt8(to, typeof at === 'number' ? at : names[at]);
    }
    return honest;
  };

/** 00 01, so many FF, 00, DigestInfo, and whatever fills the rest: garbage, zeros or FF. */
const short =
  (count: number, fill: number): Encoding[1] =>
  ({hash, size}) =>
    Buffer.concat([
      bytes(0, 1),
      Buffer.alloc(count, 0xff),
      bytes(0),
      digestInfo(hash),
      Buffer.alloc(size, fill),
    ]).subarray(0, size);

const paddings: readonly Encoding[] = [
  ['block type 0', set([1, 0])],
  ['block type 2', set([1, 2])],
  ['block type 3', set([1, 3])],
  ['block type FF', set([1, 0xff])],
  ['block type 81', set([1, 0x81])],
  ['first byte 01', set([0, 1])],
  ['first byte 7F', set([0, 0x7f])],
  ['first bytes 01 00', set([0, 1], [1, 0])],
  ...([0, 1, 0xfe, 0x7f] as const).flatMap((to): Encoding[] => [
    [`the first byte of the padding ${to}`, set([2, to])],
    [`the middle byte of the padding ${to}`, set(['middle FF', to])],
    [`the last byte of the padding ${to}`, set(['last FF', to])],
  ]),
  ['the byte behind the padding FF', set(['zero', 0xff])],
  ['the byte behind the padding 01', set(['zero', 1])],
  ['all padding 00', ({hash, size}) => allPadding(hash, size, 0)],
  ['all padding EE, as of block type 2', ({hash, size}) => allPadding(hash, size, 0xee)],
  [
    'block type 0 with padding 00',
    ({hash, size}) => Buffer.concat([bytes(0, 0), allPadding(hash, size, 0).subarray(2)]),
  ],
  ...[0, 1, 7, 8, 9, 100].flatMap((count): Encoding[] => [
    [`${count} bytes of padding and zeros behind the hash`, short(count, 0)],
    [`${count} bytes of padding and garbage behind the hash`, short(count, 0xa5)],
  ]),
  ...[1, 2, 16, 150].map(
    (count): Encoding => [
      `${count} bytes behind the hash`,
      ({hash, size}) => encoded(size, digestInfo(hash), Buffer.alloc(count, 0x5a)),
    ],
  ),
  ...[1, 2, 16, 150].map(
    (count): Encoding => [
      `${count} bytes between the padding and the DigestInfo`,
      ({hash, size}) => encoded(size, Buffer.concat([Buffer.alloc(count), digestInfo(hash)])),
    ],
  ),
  ['a DigestInfo in front of the padding', ({hash, size}) => frontInfo(hash, size)],
  [
    'the DigestInfo twice',
    ({hash, size}) => encoded(size, Buffer.concat([digestInfo(hash), digestInfo(hash)])),
  ],
  ['the encoding one byte to the left', ({hash, size}) => shifted(hash, size, 1)],
  ['the encoding one byte to the right', ({hash, size}) => shifted(hash, size, -1)],
  ['the encoding of a key half as long', ({hash, size}) => halfSize(hash, size)],
  ['no encoding at all: the hash in zeros', ({hash, size}) => Buffer.concat([Buffer.alloc(size - 32), hash])],
];

const allPadding = (hash: Buffer, size: number, fill: number): Buffer => {
  const honest = encoded(size, digestInfo(hash));
  return honest.fill(fill, 2, honest.indexOf(0, 2));
};

const frontInfo = (hash: Buffer, size: number): Buffer => {
  const info = digestInfo(hash);
  const rest = Buffer.alloc(size - 3 - info.length, 0xff);
  return Buffer.concat([bytes(0, 1), info, rest, bytes(0)]);
};

const shifted = (hash: Buffer, size: number, by: number): Buffer => {
  const honest = encoded(size, digestInfo(hash));
  return by > 0
    ? Buffer.concat([honest.subarray(by), Buffer.alloc(by)])
    : Buffer.concat([Buffer.alloc(-by), honest.subarray(0, by)]);
};

const halfSize = (hash: Buffer, size: number): Buffer =>
  Buffer.concat([Buffer.alloc(size / 2), encoded(size / 2, digestInfo(hash))]);

/** Encodings that are nearly right: what lenient readers took for right, and what none ever should. */
export const malformedEncodings: readonly Encoding[] = [...changedElements, ...otherDigests, ...paddings];
