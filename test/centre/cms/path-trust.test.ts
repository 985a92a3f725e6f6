import {generateKeyPairSync} from 'node:crypto';
import test from 'ava';
import {
  certificateOf,
  certificateStates,
  createCentre,
  partitionOf,
  pathMaterial,
  revocationListOf,
  signedData,
  verifySignedData,
} from '../../../centre/index.ts';
import {certificateId} from '../../../centre/ocsp/certificate-id.ts';
import {encodeRequest} from '../../../centre/ocsp/request.ts';
import {knownCertificate} from '../../../centre/x509/known-certificate.ts';
import {magnitudeOf} from '../../../centre/x509/serial-number.ts';
import {virtualClock} from '../../../protocol/index.ts';
import {seededKeys} from '../../support/seeded-keys.ts';
import {pem, seed} from '../bench-identity.ts';
import {
  at,
  authority,
  card,
  document,
  holderKeyPem,
  issuedAt,
  opensslBytes,
  signer,
  told,
} from './cms-bench.ts';

const anchor = certificateOf(authority);
const question = {at, material: pathMaterial([anchor], [])};
const attached = await signedData({content: document, certificate: signer, sign: card});
const clock = virtualClock(at);
const label = {kind: 'digital-signature', generation: 3} as const;

/** What the authority says when nothing is wrong, or the certificate is revoked: its list, and its answers. */
const said = async (
  revoked: boolean,
): Promise<{list: Uint8Array; answer(hash: 'sha1' | 'sha256'): Uint8Array}> => {
  const states = certificateStates(clock);
  const {status} = createCentre({random: seededKeys(seed), clock, status: {states}});
  states.enrol(signer);
  if (revoked) {
    states.revoke(certificateOf(signer).serialNumber.toUpperCase(), {
      reason: 'keyCompromise',
      since: issuedAt,
    });
  }
  const lists = await status?.lists(label);
  const responder = await status?.responder(label);
  const id = (hash: 'sha1' | 'sha256') =>
    certificateId(knownCertificate(authority), magnitudeOf(knownCertificate(signer).serialNumber), hash);
  return {
    list: lists?.listAt(at, partitionOf(signer)) ?? new Uint8Array(0),
    answer: (hash) => responder?.respond(encodeRequest({ids: [id(hash)]})) ?? new Uint8Array(0),
  };
};
const good = await said(false);
const bad = await said(true);
const lists = (list: Uint8Array) => pathMaterial([anchor], [], [revocationListOf(list)]);

const revocation = {
  'without anybody to ask': [{}, 'valid', 'no-revocation-source'],
  'with a list': [{material: lists(good.list)}, 'valid', 'passed'],
  'revoked in a list': [{material: lists(bad.list)}, 'invalid', 'revoked', 'revocation'],
  'with an answer by SHA-1': [{ocspResponses: [good.answer('sha1')]}, 'valid', 'passed'],
  'with an answer by SHA-256': [{ocspResponses: [good.answer('sha256')]}, 'valid', 'passed'],
  'revoked in an answer': [{ocspResponses: [bad.answer('sha256')]}, 'invalid', 'revoked', 'revocation'],
  'good in one answer and revoked in the other': [
    {ocspResponses: [good.answer('sha1'), bad.answer('sha1')]},
    'invalid',
    'revoked',
    'revocation',
  ],
  'good in a list and revoked in an answer': [
    {material: lists(good.list), ocspResponses: [bad.answer('sha1')]},
    'invalid',
    'revoked',
    'revocation',
  ],
  'with an answer that is none': [
    {ocspResponses: [document]},
    'invalid',
    'revocation-malformed',
    'revocation',
  ],
  'with an answer of long ago': [
    {ocspResponses: [good.answer('sha1')], at: new Date('2026-01-02T00:00:00Z')},
    'invalid',
    'revocation-stale',
    'revocation',
  ],
  'after the end': [{at: new Date('2031-01-01T00:00:00Z')}, 'invalid', 'expired', 'validity'],
  'without the anchor': [{material: pathMaterial([], [])}, 'invalid', 'issuer-unknown', 'chain'],
  'for another policy': [{inputs: {explicitPolicy: true, policies: ['1.2.3']}}, 'invalid', 'policy', 'chain'],
} as const;

for (const [what, [change, ...expected]] of Object.entries(revocation)) {
  test(`by RFC 5280 a document is judged ${what}`, async (t) => {
    t.deepEqual(told(await verifySignedData(attached, {...question, ...change})), expected);
  });
}

test('by RFC 5280 other digests and curves count too', async (t) => {
  const curve = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const key = Buffer.from(curve.privateKey.export({type: 'pkcs8', format: 'pem'}));
  const selfSigned = opensslBytes('req -x509 -new -subj /CN=Curve -days 3650 -key {key} -outform DER', {key});
  const signWords = 'cms -sign -binary -nodetach -outform DER -signer {signer} -inkey {key} -in {document}';
  const by = (words: string, certificate: Uint8Array, own: Buffer): Buffer =>
    opensslBytes(`${signWords} ${words}`, {signer: pem(certificate), key: own, document});
  const now = {at: new Date(), material: pathMaterial([certificateOf(selfSigned)], [])};
  const table: readonly [Buffer, typeof question, ...string[]][] = [
    [by('-md sha512', signer, holderKeyPem), question, 'valid', 'no-revocation-source'],
    [by('-md sha384', signer, holderKeyPem), question, 'valid', 'no-revocation-source'],
    [by('-md sha256', selfSigned, key), now, 'valid', 'no-revocation-source'],
    [by('-md sha384', selfSigned, key), now, 'valid', 'no-revocation-source'],
    [
      by('-keyopt rsa_padding_mode:pss', signer, holderKeyPem),
      question,
      'invalid',
      'algorithm-not-accepted',
      'signature',
    ],
  ];
  for (const [p7s, asked, ...expected] of table) {
    t.deepEqual(told(await verifySignedData(p7s, asked)), expected);
  }
});

/** Purposes of the extension, whether it is critical, and the answer. */
const purposes: readonly (readonly [string, ...string[]])[] = [
  ['emailProtection', 'valid', 'no-revocation-source'],
  ['1.3.6.1.5.5.7.3.36', 'valid', 'no-revocation-source'],
  ['anyExtendedKeyUsage', 'valid', 'no-revocation-source'],
  ['serverAuth,emailProtection', 'valid', 'no-revocation-source'],
  ['critical,serverAuth', 'invalid', 'extended-key-usage', 'chain'],
  ['critical,OCSPSigning', 'invalid', 'extended-key-usage', 'chain'],
  ['clientAuth', 'invalid', 'extended-key-usage', 'chain'],
];

for (const [words, ...expected] of purposes) {
  test(`by RFC 5280 a signer for ${words} is ${expected[0]}`, async (t) => {
    const make = `req -x509 -new -subj /CN=Purpose -days 30 -key {key} -addext extendedKeyUsage=${words} -outform DER`;
    const own = opensslBytes(make, {key: holderKeyPem});
    const p7s = await signedData({content: document, certificate: own, sign: card});
    const asked = {at: new Date(), material: pathMaterial([certificateOf(own)], [])};
    t.deepEqual(told(await verifySignedData(p7s, asked)), expected);
  });
}
