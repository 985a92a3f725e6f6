import {KeyObject, sign} from 'node:crypto';
import test from 'ava';
import {encode, fromEncoded} from '../../centre/asn1/der.ts';
import {type CertificateKind, createCentre} from '../../centre/index.ts';
import {virtualClock} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {holder, holderKeys, openssl, pem, seed} from './bench-identity.ts';
import {inTimeZone} from './time-zone.ts';

const issuedAt = new Date('2025-10-27T01:02:03Z');
const {publicKey, privateKey} = holderKeys;

const bench = () => createCentre({random: seededKeys(seed), clock: virtualClock(issuedAt)});
const centre = bench();
const issued = {
  'user-authentication': await centre.issue({kind: 'user-authentication', holder, publicKey}),
  'digital-signature': await centre.issue({kind: 'digital-signature', holder, publicKey}),
};
const authority = {
  'user-authentication': await centre.authorities.issuing('user-authentication', issuedAt),
  'digital-signature': await centre.authorities.issuing('digital-signature', issuedAt),
};
const kinds: readonly CertificateKind[] = ['user-authentication', 'digital-signature'];

const text = (der: Uint8Array): string =>
  openssl(['x509', '-inform', 'DER', '-in', '{c}', '-noout', '-text', '-nameopt', 'utf8,sep_comma_plus'], {
    c: der,
  });

/** The extensions as openssl lists them: name, and `critical` where it says so. */
const extensionLines = (der: Uint8Array): string[] =>
  [...text(der).matchAll(/^ {12}(\S.*): ?(critical)?$/gm)]
    .map(([, name, critical]) => (critical ? `${name} critical` : `${name}`))
    .filter((line) => !line.startsWith('Public'));

const names = {
  keyUsage: 'X509v3 Key Usage critical',
  san: 'X509v3 Subject Alternative Name',
  policies: 'X509v3 Certificate Policies critical',
  ian: 'X509v3 Issuer Alternative Name',
  crldp: 'X509v3 CRL Distribution Points',
  aki: 'X509v3 Authority Key Identifier',
  ski: 'X509v3 Subject Key Identifier',
} as const;

test('openssl sees the extensions of both certificates in the published order, two of them critical', (t) => {
  const common = [names.policies, names.ian, names.crldp, names.aki, names.ski];
  t.deepEqual(extensionLines(issued['user-authentication'].certificate), [names.keyUsage, ...common]);
  t.deepEqual(extensionLines(issued['digital-signature'].certificate), [
    names.keyUsage,
    names.san,
    ...common,
  ]);
});

test('openssl sees the five extensions of an authority, two of them critical', (t) => {
  t.deepEqual(extensionLines(authority['user-authentication'].certificate), [
    names.keyUsage,
    names.san,
    'X509v3 Basic Constraints critical',
    names.crldp,
    names.ski,
  ]);
});

const shown: readonly [who: string, der: Uint8Array, lines: readonly RegExp[]][] = [
  [
    'user authentication',
    issued['user-authentication'].certificate,
    [
      /Issuer: C=JP,O=JPKI-TEST,OU=JPKI for user authentication,OU=Kazasu Test Bench$/m,
      /Subject: C=JP,CN=[0-9A-Z]{14}13221003A$/m,
      /Not Before: Oct 27 01:02:03 2025 GMT/,
      /Not After : Feb 17 14:59:59 2030 GMT/,
      /^ +Digital Signature$/m,
      /Policy: 1\.2\.392\.200149\.8\.5\.1\.2\.30\n +CPS: http:\/\/www\.jpki\.go\.jp\/cps\.html$/m,
      /OU = JPKI for user authentication, OU = CRL Distribution Points, OU = Tokyo-to, CN = Kiyose-shi CRLDP$/m,
    ],
  ],
  [
    'digital signature',
    issued['digital-signature'].certificate,
    [
      /Subject: C=JP,L=Tokyo-to,L=Kiyose-shi,CN=20251027100203\d{5}13221003A$/m,
      /Not After : Feb 17 14:59:59 2030 GMT/,
      /^ +Digital Signature, Non Repudiation$/m,
      /Policy: 1\.2\.392\.200149\.8\.5\.1\.0\.20\n/,
      /5\.5\.1::清瀬　花子, .+5\.5\.4::319800217, .+5\.5\.3::2, .+5\.5\.5::東京都清瀬市中里五丁目８４２番地, .+5\.5\.2::0{5}, .+5\.5\.6::0{16}$/m,
      /OU = JPKI for digital signature, OU = CRL Distribution Points, OU = Tokyo-to, CN = Kiyose-shi CRLDP$/m,
    ],
  ],
  [
    'an authority',
    authority['user-authentication'].certificate,
    [
      /Subject: C=JP,O=JPKI-TEST,OU=JPKI for user authentication,OU=Kazasu Test Bench$/m,
      /Not Before: Jul 15 15:00:00 2023 GMT/,
      /Not After : Jul 15 14:59:59 2033 GMT/,
      /^ +Certificate Sign, CRL Sign$/m,
      /^ +CA:TRUE$/m,
      /DirName:C = JP, O = JPKI-TEST, OU = JPKI for user authentication, OU = Kazasu Test Bench$/m,
      /Signature Algorithm: sha256WithRSAEncryption/,
    ],
  ],
];

for (const [who, der, lines] of shown) {
  test(`openssl reads the certificate of ${who} as the profile says`, (t) => {
    const found = text(der);
    for (const line of lines) {
      t.regex(found, line);
    }
  });
}

for (const kind of kinds) {
  test(`openssl verify accepts ${kind} under its authority, critical policies included`, (t) => {
    const files = {ca: pem(authority[kind].certificate), ee: pem(issued[kind].certificate)};
    const time = ['-attime', String(issuedAt.getTime() / 1000)];
    const verify = ['verify', '-x509_strict', '-policy_check', ...time, '-CAfile', '{ca}', '{ee}'];
    t.regex(openssl(verify, files), /: OK$/m);
    const other = kinds.find((name) => name !== kind) ?? kind;
    t.throws(() => openssl(verify, {...files, ca: pem(authority[other].certificate)}));
  });

  test(`openssl verifies with the key of the ${kind} certificate what the holder's key signed`, (t) => {
    const key = Buffer.from(
      openssl(['x509', '-inform', 'DER', '-in', '{c}', '-noout', '-pubkey'], {c: issued[kind].certificate}),
    );
    const data = Buffer.from('かざす');
    const check = ['dgst', '-sha256', '-verify', '{key}', '-signature', '{sig}', '{data}'];
    t.regex(openssl(check, {key, data, sig: sign('sha256', data, privateKey)}), /Verified OK/);
  });

  test(`the ${kind} certificate is DER: decoding and encoding it again gives the same bytes`, (t) => {
    const {certificate} = issued[kind];
    t.deepEqual(encode(fromEncoded(certificate)), certificate);
    t.deepEqual(encode(fromEncoded(authority[kind].certificate)), authority[kind].certificate);
  });
}

test('the holder’s name is a UTF8String inside an otherName, seen by openssl asn1parse', (t) => {
  const {certificate} = issued['digital-signature'];
  const utf8 = Buffer.from(holder.name);
  const at = Buffer.from(certificate).indexOf(utf8);
  const parsed = openssl(
    ['asn1parse', '-inform', 'DER', '-in', '{c}', '-strparse', String(sanOffset(certificate))],
    {
      c: certificate,
    },
  );
  t.true(at > 0);
  t.regex(parsed, /OBJECT +:1\.2\.392\.200149\.8\.5\.5\.1\n.+cont \[ 0 \] +\n.+UTF8STRING +:清瀬　花子/);
});

/** Offset of the OCTET STRING that holds the subjectAltName, found by openssl itself. */
const sanOffset = (der: Uint8Array): number => {
  const lines = openssl(['asn1parse', '-inform', 'DER', '-in', '{c}'], {c: der}).split('\n');
  const oid = lines.findIndex((line) => line.includes('X509v3 Subject Alternative Name'));
  return Number(/^ *(\d+)/.exec(lines[oid + 1] ?? '')?.[1]);
};

test('the certificate for user authentication has no name, address or birth date in it', (t) => {
  const bytes = Buffer.from(issued['user-authentication'].certificate);
  for (const secret of [holder.name, holder.address, '19800217']) {
    t.is(bytes.indexOf(secret), -1);
  }
});

test('substitute flags, sex and an OCSP address appear when given', async (t) => {
  const {certificate} = await centre.issue({
    kind: 'digital-signature',
    holder: {...holder, sex: 'male', nameSubstitutes: '01000'},
    publicKey,
    ocspUrl: 'http://ocsp.jpki.test/',
  });
  const found = text(certificate);
  t.regex(found, /5\.5\.3::1, /);
  t.regex(found, /5\.5\.2::01000, /);
  t.regex(found, /Authority Information Access: *\n +OCSP - URI:http:\/\/ocsp\.jpki\.test\//);
});

test('a validity that ends after 2049 is written as GeneralizedTime', async (t) => {
  const {certificate} = await centre.issue({
    kind: 'user-authentication',
    holder,
    publicKey,
    issuedAt: new Date('2047-01-05T00:00:00Z'),
  });
  const parsed = openssl(['asn1parse', '-inform', 'DER', '-in', '{c}'], {c: certificate});
  t.regex(parsed, /UTCTIME +:470105000000Z\n.+GENERALIZEDTIME +:20510217145959Z/);
});

test.serial('the same seed gives the same bytes, in any order of issue and in any time zone', async (t) => {
  await inTimeZone('America/Los_Angeles', async () => {
    const again = bench();
    for (const kind of [...kinds].reverse()) {
      t.deepEqual((await again.issue({kind, holder, publicKey})).certificate, issued[kind].certificate);
      t.deepEqual((await again.authorities.issuing(kind, issuedAt)).certificate, authority[kind].certificate);
    }
  });
});

test('another seed gives another authority with the same name', async (t) => {
  const other = createCentre({random: seededKeys('other'), clock: virtualClock(issuedAt)});
  const theirs = await other.authorities.issuing('user-authentication', issuedAt);
  t.deepEqual(theirs.name, authority['user-authentication'].name);
  t.notDeepEqual(theirs.keyIdentifier, authority['user-authentication'].keyIdentifier);
});

test('an authority does not show its private key', (t) => {
  const shownValues = Object.values(authority['user-authentication']);
  t.true(shownValues.length > 0);
  t.false(shownValues.some((value) => value instanceof KeyObject));
});

const refused: readonly [what: string, change: object, id: RegExp][] = [
  ['an empty name', {name: ' '}, /^KZS-CENTRE-HOLDER.*name/],
  ['a name flag too many', {nameSubstitutes: '000000'}, /^KZS-CENTRE-HOLDER.*nameSubstitutes/],
  ['an address of 201 characters', {address: '清'.repeat(201)}, /^KZS-CENTRE-HOLDER.*address/],
  ['a prefecture in kanji', {prefecture: '東京都'}, /^KZS-CENTRE-HOLDER.*prefecture/],
  [
    'a municipality code with its check digit',
    {municipalityCode: '132217'},
    /^KZS-CENTRE-HOLDER.*municipality/,
  ],
  ['a birth date that does not exist', {birthDate: '1981-02-29'}, /^KZS-CENTRE-DATE/],
];

for (const [what, change, message] of refused) {
  test(`no certificate is issued for ${what}`, async (t) => {
    const asked = centre.issue({kind: 'digital-signature', holder: {...holder, ...change}, publicKey});
    await t.throwsAsync(asked, {message});
  });
}

test('no certificate is issued for a private or a 1024-bit key, nor before the first authority', async (t) => {
  const small = (await seededKeys('small').rsaKeyPair(1024)).publicKey;
  for (const key of [privateKey, small]) {
    await t.throwsAsync(centre.issue({kind: 'user-authentication', holder, publicKey: key}), {
      message: /^KZS-CENTRE-KEY/,
    });
  }
  await t.throwsAsync(
    centre.issue({
      kind: 'user-authentication',
      holder,
      publicKey,
      issuedAt: new Date('2015-07-15T14:59:59Z'),
    }),
    {message: /^KZS-CENTRE-NO-AUTHORITY/},
  );
});
