import {constants, createHash, generateKeyPairSync, type KeyObject, sign} from 'node:crypto';
import test from 'ava';
import {checkList} from '../../centre/crl/check-list.ts';
import {usualTolerance} from '../../centre/index.ts';
import {certificateId, encodeCertificateId} from '../../centre/ocsp/certificate-id.ts';
import {checkResponse} from '../../centre/ocsp/check-response.ts';
import {certificateOf} from '../../centre/x509/certificate.ts';
import {der, integer, oid, sequence} from '../support/der-builder.ts';
import {basicConstraints, keyUsage} from '../support/issued.ts';
import {certificateBy, listBy, responderExtensions, responseBy, type Signer} from './signer.ts';

const at = new Date('2025-06-01T00:00:00Z');

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const keys = {
  rsa: generateKeyPairSync('rsa', {modulusLength: 2048}),
  another: generateKeyPairSync('rsa', {modulusLength: 2048}),
  'rsa-1024': generateKeyPairSync('rsa', {modulusLength: 1024}),
  'rsa-pss': generateKeyPairSync('rsa-pss', {modulusLength: 2048}),
  'P-256': generateKeyPairSync('ec', {namedCurve: 'P-256'}),
  'P-384': generateKeyPairSync('ec', {namedCurve: 'P-384'}),
  'P-521': generateKeyPairSync('ec', {namedCurve: 'P-521'}),
  secp256k1: generateKeyPairSync('ec', {namedCurve: 'secp256k1'}),
  ed25519: generateKeyPairSync('ed25519'),
} as const satisfies Readonly<Record<string, Pair>>;

const digestOids: Readonly<Record<string, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

const by =
  (algorithm: Buffer, digest: string | null, more: object = {}) =>
  ({publicKey, privateKey}: Pair): Signer => ({
    algorithm,
    publicKey,
    sign: (bytes) => sign(digest, bytes, {key: privateKey, ...more}),
  });

const rsa = (n: number, digest: string) =>
  by(sequence(oid(`1.2.840.113549.1.1.${n}`), der(5)), digest, {padding: constants.RSA_PKCS1_PADDING});
const ecdsa = (type: string, digest: string) => by(sequence(oid(`1.2.840.10045.4.${type}`)), digest);

/** RSASSA-PSS-params of a digest, of the digest of its mask, and with a salt as long as is said. */
const pss = (
  digest: string,
  mask = digest,
  saltLength = createHash(digest).digest().length,
  made = saltLength,
) =>
  by(
    sequence(
      oid('1.2.840.113549.1.1.10'),
      sequence(
        der(0xa0, sequence(oid(digestOids[digest] ?? ''), der(5))),
        der(0xa1, sequence(oid('1.2.840.113549.1.1.8'), sequence(oid(digestOids[mask] ?? ''), der(5)))),
        der(0xa2, integer(saltLength)),
      ),
    ),
    digest,
    {padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: made},
  );

type Reason = 'good' | 'bad-signature' | 'algorithm-not-accepted';

const cases: readonly (readonly [
  what: string,
  key: keyof typeof keys,
  how: (pair: Pair) => Signer,
  Reason,
])[] = [
  ['RSA with SHA-256', 'rsa', rsa(11, 'sha256'), 'good'],
  ['RSA with SHA-384', 'rsa', rsa(12, 'sha384'), 'good'],
  ['RSA with SHA-512', 'rsa', rsa(13, 'sha512'), 'good'],
  ['RSA with SHA-1', 'rsa', rsa(5, 'sha1'), 'algorithm-not-accepted'],
  ['RSA with SHA-224', 'rsa', rsa(14, 'sha224'), 'algorithm-not-accepted'],
  ['RSA with MD5', 'rsa', rsa(4, 'md5'), 'algorithm-not-accepted'],
  ['RSA of 1,024 bits', 'rsa-1024', rsa(11, 'sha256'), 'algorithm-not-accepted'],
  ['RSA that says SHA-256 and used SHA-384', 'rsa', rsa(11, 'sha384'), 'bad-signature'],
  ['PSS with SHA-256', 'rsa', pss('sha256'), 'good'],
  ['PSS with SHA-384', 'rsa', pss('sha384'), 'good'],
  ['PSS with SHA-512', 'rsa', pss('sha512'), 'good'],
  ['PSS with a salt of 20 bytes, as it says', 'rsa', pss('sha256', 'sha256', 20), 'good'],
  ['PSS by a key that is for PSS only', 'rsa-pss', pss('sha256'), 'good'],
  ['PSS with a longer salt than it says', 'rsa', pss('sha256', 'sha256', 20, 32), 'bad-signature'],
  ['PSS with SHA-1', 'rsa', pss('sha1'), 'algorithm-not-accepted'],
  ['PSS with another digest in its mask', 'rsa', pss('sha256', 'sha1'), 'algorithm-not-accepted'],
  [
    'PSS without parameters, which means SHA-1',
    'rsa',
    by(sequence(oid('1.2.840.113549.1.1.10'), sequence()), 'sha1', {padding: 6, saltLength: 20}),
    'algorithm-not-accepted',
  ],
  ['ECDSA on P-256 with SHA-256', 'P-256', ecdsa('3.2', 'sha256'), 'good'],
  ['ECDSA on P-384 with SHA-384', 'P-384', ecdsa('3.3', 'sha384'), 'good'],
  ['ECDSA on P-256 with SHA-512', 'P-256', ecdsa('3.4', 'sha512'), 'good'],
  ['ECDSA with SHA-1', 'P-256', ecdsa('1', 'sha1'), 'algorithm-not-accepted'],
  ['ECDSA on P-521', 'P-521', ecdsa('3.4', 'sha512'), 'algorithm-not-accepted'],
  ['ECDSA on secp256k1', 'secp256k1', ecdsa('3.2', 'sha256'), 'algorithm-not-accepted'],
  ['Ed25519', 'ed25519', by(sequence(oid('1.3.101.112')), null), 'algorithm-not-accepted'],
  [
    'an RSA algorithm by a key of a curve',
    'P-256',
    by(sequence(oid('1.2.840.113549.1.1.11'), der(5)), 'sha256'),
    'bad-signature',
  ],
  [
    'ECDSA with parameters, which it must not have',
    'P-256',
    by(sequence(oid('1.2.840.10045.4.3.2'), der(5)), 'sha256'),
    'algorithm-not-accepted',
  ],
];

const authorityExtensions = [basicConstraints(), keyUsage(5, 6)];

for (const [what, key, how, expected] of cases) {
  const {publicKey} = keys[key];
  const signer = how(keys[key]);
  // Whatever signs here is the question; what a certificate needs besides is not.
  const issuer = certificateBy(signer, {
    subject: 'CA',
    issuer: 'CA',
    publicKey,
    extensions: authorityExtensions,
  });
  const holder = certificateBy(signer, {subject: 'Holder', issuer: 'CA', publicKey: keys['P-256'].publicKey});
  const id = certificateId(certificateOf(issuer), '07', 'sha1');
  const keyHash = (of: Uint8Array) => createHash('sha1').update(certificateOf(of).publicKey.bits).digest();
  const answer = (signedBy: Signer, named: Uint8Array, certificates: readonly Uint8Array[]) =>
    checkResponse(
      {ids: [id], issuer, at},
      responseBy(signedBy, {
        responder: {keyHash: keyHash(named)},
        producedAt: at,
        answers: [{id: encodeCertificateId(id), status: {kind: 'good'}, thisUpdate: at}],
        certificates,
      }),
      usualTolerance,
    )[0];

  test(`a list, and an OCSP answer of its authority, signed by ${what}: ${expected}`, (t) => {
    const list = checkList({certificate: holder, issuer, at}, listBy(signer, 'CA', at), usualTolerance);
    t.is(list.reason, expected);
    t.is(answer(signer, issuer, [])?.reason, expected);
    if (expected === 'algorithm-not-accepted') {
      t.true('algorithm' in list.evidence || 'key' in list.evidence, 'it tells which');
    }
  });

  test(`an answer of a responder whose certificate, or whose answer, is signed by ${what}: ${expected}`, (t) => {
    const own = rsa(11, 'sha256')(keys.another);
    const delegated = certificateBy(signer, {
      subject: 'Responder',
      issuer: 'CA',
      publicKey: own.publicKey,
      extensions: responderExtensions,
    });
    t.is(
      answer(own, delegated, [delegated])?.reason,
      expected === 'good' ? 'good' : 'unauthorised-responder',
    );
    const issuerByRsa = certificateBy(own, {
      subject: 'CA',
      issuer: 'CA',
      publicKey: own.publicKey,
      extensions: authorityExtensions,
    });
    const responder = certificateBy(own, {
      subject: 'Responder',
      issuer: 'CA',
      publicKey,
      extensions: responderExtensions,
    });
    const about = certificateId(certificateOf(issuerByRsa), '07', 'sha1');
    const response = responseBy(signer, {
      responder: {keyHash: keyHash(responder)},
      producedAt: at,
      answers: [{id: encodeCertificateId(about), status: {kind: 'good'}, thisUpdate: at}],
      certificates: [responder],
    });
    const asked = {ids: [about], issuer: issuerByRsa, at};
    t.is(checkResponse(asked, response, usualTolerance)[0]?.reason, expected);
  });
}
