import {sign} from 'node:crypto';
import test from 'ava';
import {createCentre, type VerificationRequest, verify} from '../../centre/index.ts';
import {virtualClock} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {flip, holder, holderKeys, pem, seed} from './bench-identity.ts';

const issuedAt = new Date('2025-10-27T01:02:03Z');
const {publicKey, privateKey} = holderKeys;
const centre = createCentre({random: seededKeys(seed), clock: virtualClock(issuedAt)});
const authentication = await centre.issue({kind: 'user-authentication', holder, publicKey});
const data = Buffer.from('a challenge of a service');
const good: VerificationRequest = {
  kind: 'user-authentication',
  certificate: authentication.certificate,
  trustAnchors: await centre.trustAnchors(),
  at: new Date('2026-01-01T00:00:00Z'),
  signed: {data, signature: sign('sha256', data, privateKey)},
};

test('the certificate that is broken below is valid as it is', async (t) => {
  t.is((await verify(good)).result, 'valid');
});

test('any bit flipped in a certificate makes it invalid', async (t) => {
  const {certificate: der} = authentication;
  for (let at = 0; at < der.length; at += 3) {
    const found = await verify({...good, certificate: flip(der, at)});
    t.is(found.result, 'invalid', `byte ${at}`);
  }
});

/** SEQUENCE in SEQUENCE, so many deep. */
const nested = (depth: number): Uint8Array => {
  let inner = Buffer.alloc(0);
  for (let i = 0; i < depth; i += 1) {
    const {length} = inner;
    const head = length < 128 ? [0x30, length] : [0x30, 0x82, length >> 8, length & 0xff];
    inner = Buffer.concat([Buffer.from(head), inner]);
  }
  return inner;
};

const der = authentication.certificate;
/** The same certificate for a lenient reader, and not the same bytes: `30 83 00 hi lo`. */
const longerLength = (bytes: Uint8Array): Uint8Array =>
  Buffer.concat([Uint8Array.of(0x30, 0x83, 0, bytes[2] ?? 0, bytes[3] ?? 0), bytes.subarray(4)]);

const garbage: readonly [what: string, bytes: Uint8Array][] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(0x30)],
  ['an empty SEQUENCE', Uint8Array.of(0x30, 0)],
  ['the padding of an empty file', new Uint8Array(3808).fill(0xff)],
  ['a certificate with padding behind it', Buffer.concat([der, new Uint8Array(10).fill(0xff)])],
  ['a certificate in PEM', pem(der)],
  ['a length of four gigabytes', Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02)],
  ['4,000 SEQUENCEs in one another', nested(4_000)],
  ['20,000 SEQUENCEs in one another', nested(20_000)],
  ['a megabyte of NULLs', new Uint8Array(1 << 20).map((_, i) => (i % 2 === 0 ? 5 : 0))],
  ['a certificate whose outer length is not in its shortest form', longerLength(der)],
  ['a public key', publicKey.export({type: 'spki', format: 'der'})],
];

for (const [what, bytes] of garbage) {
  test(`unparsable, not an exception: ${what}`, async (t) => {
    const found = await verify({...good, certificate: bytes});
    t.deepEqual([found.result, found.reason, found.steps.length], ['invalid', 'unparsable', 4]);
  });
}

test('a certificate cut off anywhere is unparsable, and random bytes never make it throw', async (t) => {
  const random = seededKeys('garbage');
  for (let length = 0; length < der.length; length += 17) {
    t.is((await verify({...good, certificate: der.subarray(0, length)})).reason, 'unparsable');
    t.is((await verify({...good, certificate: random.bytes(length)})).reason, 'unparsable');
  }
});
