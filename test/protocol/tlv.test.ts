import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import test from 'ava';
import {
  aid,
  aidBeginsWith,
  aids,
  berTlv,
  type DigestAlgorithm,
  digestInfo,
  digestInfoOf,
  findTlv,
  fromHex,
  seededRandom,
  type Tlv,
  tlv,
  toHex,
} from '../../protocol/index.ts';
import {refusal} from '../support/refusal.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({length}, (_, i) => (i * 7) & 0xff);
const hexOf = (length: number): string => toHex(bytes(length));

/** Objects as text, so that a difference reads well: `6F{84:01 A5{…}}`. */
const outline = ({tag, value, children}: Tlv): string =>
  children
    ? `${tag.toString(16).toUpperCase()}{${children.map(outline).join(' ')}}`
    : `${tag.toString(16).toUpperCase()}:${toHex(value)}`;

const objects: readonly (readonly [name: string, value: Tlv, hex: string])[] = [
  ['an empty object', tlv(0x84, bytes(0)), '8400'],
  ['tag 00', tlv(0x00, bytes(1)), '000100'],
  ['127 bytes', tlv(0x04, bytes(127)), `047F${hexOf(127)}`],
  ['128 bytes', tlv(0x04, bytes(128)), `048180${hexOf(128)}`],
  ['255 bytes', tlv(0x04, bytes(255)), `0481FF${hexOf(255)}`],
  ['256 bytes', tlv(0x04, bytes(256)), `04820100${hexOf(256)}`],
  ['65,535 bytes', tlv(0x04, bytes(65535)), `0482FFFF${hexOf(65535)}`],
  ['65,536 bytes', tlv(0x04, bytes(65536)), `0483010000${hexOf(65536)}`],
  ['a two-byte tag', tlv(0xdf21, bytes(2)), 'DF21020007'],
  ['a two-byte tag with a small number, as on the card', tlv(0xdf11, bytes(1)), 'DF110100'],
  ['a three-byte tag', tlv(0x5f8101, bytes(1)), '5F81010100'],
  ['a four-byte tag', tlv(0x9f818201, bytes(1)), '9F8182010100'],
  [
    'a constructed two-byte tag',
    tlv(0xff20, [tlv(0xdf21, bytes(1)), tlv(0xdf22, bytes(0))]),
    'FF2007DF210100DF2200',
  ],
  ['a small constructed two-byte tag', tlv(0xff10, [tlv(0xdf11, bytes(1))]), 'FF1004DF110100'],
  ['an empty constructed object', tlv(0x6f, []), '6F00'],
  ['three levels', tlv(0x6f, [tlv(0x84, bytes(1)), tlv(0xa5, [tlv(0x73, [])])]), '6F07840100A5027300'],
  ['a constructed object given as bytes', tlv(0x6f, fromHex('840100')), '6F03840100'],
];

for (const [name, value, hex] of objects) {
  test(`BER-TLV, ${name}: value and bytes become each other`, (t) => {
    t.is(toHex(berTlv.encode(value)), hex);
    const decoded = berTlv.decode(fromHex(hex));
    t.is(outline(decoded), outline(value));
    t.is(toHex(berTlv.encode(decoded)), hex);
    t.is(outline(berTlv.decode(berTlv.encode(value))), outline(value));
  });
}

const refused: readonly (readonly [name: string, hex: string, sentence: string])[] = [
  ['nothing', '', 'there is no data object'],
  ['a tag alone', '84', 'at byte 1 the length is missing'],
  ['a two-byte tag cut off', 'DF', 'the tag is cut off'],
  ['a three-byte tag cut off', '5F81', 'the tag is cut off'],
  ['a tag of five bytes', '5F8181818101', 'the tag is longer than four bytes'],
  ['a tag number with a leading zero', '5F800100', 'the tag number has a leading zero'],
  ['an indefinite length', '6F8084000000', 'at byte 1 the length is indefinite'],
  ['a length with one byte too many', '84817F', 'the length 127 is not in its shortest form'],
  ['a length with a zero in front', `84820080${hexOf(128)}`, 'the length 128 is not in its shortest form'],
  ['a length cut off', '848201', 'the length is cut off'],
  ['a length of five bytes', '84850000000001FF', 'the length has more than four bytes'],
  ['a length of 4 GiB', '8484FFFFFFFF00', '4294967295 value bytes are announced and 1 are there'],
  ['a value cut off', '840401', 'at byte 0 4 value bytes are announced and 1 are there'],
  [
    'a nested value longer than its parent',
    '6F03840401',
    'at byte 2 4 value bytes are announced and 1 are there',
  ],
  ['a nested tag that ends with its parent', '6F01DF2100', 'at byte 2 the tag is cut off'],
  ['a second object', '84008400', 'at byte 2 a second data object follows'],
];

for (const [name, hex, sentence] of refused) {
  test(`BER-TLV, ${name}: refused in a sentence`, (t) => {
    refusal(t, () => berTlv.decode(fromHex(hex)), 'KZS-TLV', sentence);
  });
}

for (const tag of [0xdf, 0x1f, 0x8401, 0x5f8001, 0xdf2100]) {
  test(`BER-TLV, ${tag.toString(16)}, which is no tag: not encoded`, (t) => {
    refusal(t, () => berTlv.encode({tag, value: bytes(0)}), 'KZS-TLV', 'at byte 0');
  });
}

test('BER-TLV nests 64 levels, and thousands of them are refused without ending the stack', (t) => {
  const nested = (levels: number): Uint8Array => {
    const parts: number[] = [];
    let length = 0;
    for (let level = 0; level < levels; level += 1) {
      const header = berTlv
        .encode({tag: 0x30, value: new Uint8Array(length)})
        .subarray(0, -length || undefined);
      parts.unshift(...header);
      length = parts.length;
    }
    return Uint8Array.from(parts);
  };
  let deepest: Tlv | undefined = berTlv.decode(nested(64));
  let levels = 0;
  for (; deepest; deepest = deepest.children?.[0]) {
    levels += 1;
  }
  t.is(levels, 64);
  refusal(t, () => berTlv.decode(nested(65)), 'KZS-TLV', 'nested deeper than 64 levels');
  refusal(t, () => berTlv.decode(nested(5000)), 'KZS-TLV', 'nested deeper than 64 levels');
});

test('whatever bytes come, BER-TLV answers with objects that encode to them or with a KZS-TLV', (t) => {
  const random = seededRandom('hostile-tlv');
  let accepted = 0;
  for (let round = 0; round < 3000; round += 1) {
    const [length = 0] = random.bytes(1);
    const input = random.bytes(length % 24);
    // Small lengths and known tags make near misses likelier than noise does.
    const shaped = input.map((byte, i) => (i % 2 === 1 && round % 2 === 0 ? byte % 6 : byte));
    try {
      t.is(toHex(Buffer.concat(berTlv.decodeAll(shaped).map(berTlv.encode))), toHex(shaped));
      accepted += 1;
    } catch (error) {
      t.is((error as {id?: string}).id, 'KZS-TLV', `${toHex(shaped)}: ${error}`);
    }
  }
  t.true(accepted > 50 && accepted < 2900, `${accepted} of 3000 inputs were data objects`);
});

test('decodeAll gives every object in order, and findTlv the first with a tag', (t) => {
  const all = berTlv.decodeAll(fromHex('8401018301028401FF'));
  t.deepEqual(all.map(outline), ['84:01', '83:02', '84:FF']);
  t.is(toHex(findTlv(all, 0x84)?.value ?? bytes(0)), '01');
  t.is(findTlv(all, 0x85), undefined);
  t.is(findTlv(undefined, 0x84), undefined);
  t.deepEqual(berTlv.decodeAll(bytes(0)), []);
});

test('an AID has 5 to 16 bytes', (t) => {
  for (const hex of ['A000000003', 'D392F000260100000001', '00112233445566778899AABBCCDDEEFF']) {
    t.is(toHex(aid(hex)), hex);
  }
  refusal(t, () => aid('A0000000'), 'KZS-AID-LENGTH', 'A0000000 has 4');
  refusal(t, () => aid('00112233445566778899AABBCCDDEEFF00'), 'KZS-AID-LENGTH', 'has 17');
  refusal(t, () => aid(''), 'KZS-AID-LENGTH', '5 to 16 bytes');
});

test('an AID is found by its beginning and by nothing else', (t) => {
  const cases: readonly (readonly [partial: string, found: boolean])[] = [
    ['', true],
    ['D3', true],
    ['D392F000260100000001', true],
    ['D392F000260100000002', false],
    ['D392F00026010000000100', false],
    ['92F0', false],
  ];
  for (const [partial, found] of cases) {
    t.is(aidBeginsWith(aids.jpki, fromHex(partial)), found, partial);
  }
});

test('every application has an AID of a lawful length, and no AID is the beginning of another', (t) => {
  const all = Object.values(aids);
  for (const one of all) {
    t.is(toHex(aid(toHex(one))), toHex(one));
    t.is(all.filter((other) => aidBeginsWith(other, one)).length, 1);
  }
});

const digests: readonly (readonly [algorithm: DigestAlgorithm, openssl: string, length: number])[] = [
  ['sha1', 'sha1', 35],
  ['sha256', 'sha256', 51],
  ['sha384', 'sha384', 67],
  ['sha512', 'sha512', 83],
];

for (const [algorithm, name, length] of digests) {
  test(`openssl reads the DigestInfo of ${algorithm} and finds the hash in it`, (t) => {
    const message = Buffer.from('かざす');
    const info = digestInfo(algorithm, message);
    t.is(info.length, length);
    const parsed = spawnSync('openssl', ['asn1parse', '-inform', 'DER'], {input: info, encoding: 'utf8'});
    t.is(parsed.status, 0, parsed.stderr);
    t.regex(parsed.stdout, new RegExp(`OBJECT\\s+:${name}\\b`));
    t.regex(parsed.stdout, /d=2 .*prim: NULL/);
    const digest = spawnSync('openssl', ['dgst', `-${name}`, '-r'], {input: message, encoding: 'utf8'});
    const hash = (digest.stdout.split(' ')[0] ?? '').toUpperCase();
    t.is(/\[HEX DUMP\]:([0-9A-F]+)/.exec(parsed.stdout)?.[1], hash);
    t.is(toHex(digestInfoOf(algorithm, createHash(algorithm).update(message).digest())), toHex(info));
  });
}
