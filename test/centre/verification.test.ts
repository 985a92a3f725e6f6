import {generateKeyPairSync, type KeyObject, sign} from 'node:crypto';
import test from 'ava';
import {type CertificateContent, certificate} from '../../centre/asn1/certificate.ts';
import {type Der, octetString, oid, sequence, truth} from '../../centre/asn1/der.ts';
import {basicConstraints, certificatePolicy, keyUsage} from '../../centre/asn1/extension.ts';
import {
  type Authority,
  certificateKinds,
  createCentre,
  type StepReason,
  type VerificationRequest,
  verify,
} from '../../centre/index.ts';
import {virtualClock} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {flip, holder, holderKeys, seed} from './bench-identity.ts';

const issuedAt = new Date('2025-10-27T01:02:03Z');
const {publicKey, privateKey} = holderKeys;
const centre = createCentre({random: seededKeys(seed), clock: virtualClock(issuedAt)});
const stranger = createCentre({random: seededKeys('stranger'), clock: virtualClock(issuedAt)});

const authentication = await centre.issue({kind: 'user-authentication', holder, publicKey});
const signature = await centre.issue({kind: 'digital-signature', holder, publicKey});
const trustAnchors = await centre.trustAnchors();
const authority = await centre.authorities.issuing('user-authentication', issuedAt);
const signatureAuthority = await centre.authorities.issuing('digital-signature', issuedAt);

const data = Buffer.from('a challenge of a service');
const signed = {data, signature: sign('sha256', data, privateKey)};
const good: VerificationRequest = {
  kind: 'user-authentication',
  certificate: authentication.certificate,
  trustAnchors,
  at: new Date('2026-01-01T00:00:00Z'),
  signed,
};

/** A certificate of our authority, or of another signer, that is right but for the changes. */
const odd = (changes: Partial<CertificateContent>, signer: Pick<Authority, 'sign'> = authority): Uint8Array =>
  certificate(
    {
      serialNumber: Uint8Array.of(1),
      issuer: authority.name,
      notBefore: issuedAt,
      notAfter: new Date('2030-01-01T00:00:00Z'),
      subject: [
        ['C', 'JP'],
        ['CN', 'odd'],
      ],
      publicKey,
      extensions: usual,
      ...changes,
    },
    signer.sign,
  );

const policy = certificatePolicy(certificateKinds['user-authentication'].policies.test, 'http://cps.test/');
const usual = [keyUsage('user-authentication'), policy];
const withoutUsage: readonly Der[] = [policy];
const unknownExtension = (critical: boolean): Der =>
  sequence(oid('1.2.392.200149.9.9'), ...(critical ? [truth()] : []), octetString(Uint8Array.of(5, 0)));
const smallKey = await seededKeys('small').rsaKeyPair(1024);
/** A holder who issues to another: the signature is right, but the issuer is no authority. */
const holderSigner = {sign: (bytes: Uint8Array) => Uint8Array.from(sign('sha256', bytes, privateKey))};
const holderAsAnchor = {kind: 'user-authentication', generation: 1, certificate: odd({})} as const;
const issuedByHolder = odd(
  {
    issuer: [
      ['C', 'JP'],
      ['CN', 'odd'],
    ],
  },
  holderSigner,
);
const curve = generateKeyPairSync('ec', {namedCurve: 'P-256'});

const signedBy = (key: KeyObject): Partial<VerificationRequest> => ({
  signed: {data, signature: sign('sha256', data, key)},
});

test('a certificate of our authority and a signature by its key are valid; nobody was asked about revocation', async (t) => {
  const found = await verify(good);
  t.deepEqual(
    [found.result, found.reason, found.steps.map(({step, outcome}) => `${step} ${outcome}`)],
    [
      'valid',
      'no-revocation-source',
      ['chain passed', 'validity passed', 'signature passed', 'revocation not-checked'],
    ],
  );
  const {serialNumber} = authentication;
  t.like(found.steps[0]?.evidence, {authority: 'user-authentication/3', serialNumber});
});

test('a document signature is judged with the other kind', async (t) => {
  const found = await verify({...good, kind: 'digital-signature', certificate: signature.certificate});
  t.is(found.result, 'valid');
});

const oldest = (
  await centre.issue({
    kind: 'user-authentication',
    holder,
    publicKey,
    issuedAt: new Date('2023-07-15T14:59:59Z'),
  })
).certificate;
const onlyNewest = trustAnchors.filter(({generation}) => generation === 3);

test('a certificate of an older generation is valid although all generations have one name', async (t) => {
  const found = await verify({...good, certificate: oldest});
  t.is(found.result, 'valid');
  t.like(found.steps[0]?.evidence, {authority: 'user-authentication/2'});
});

test('the last day in Japan counts to its last second, as does the first', async (t) => {
  for (const at of ['2030-02-17T14:59:59.999Z', '2025-10-27T01:02:03.000Z']) {
    t.is((await verify({...good, at: new Date(at)})).result, 'valid', at);
  }
});

type Change = Partial<VerificationRequest>;
const refused: readonly [what: string, change: Change, step: string, reason: StepReason][] = [
  [
    'a certificate of another centre with the same names',
    {certificate: (await stranger.issue({kind: 'user-authentication', holder, publicKey})).certificate},
    'chain',
    'issuer-signature-wrong',
  ],
  [
    'a generation that is not trusted',
    {certificate: oldest, trustAnchors: onlyNewest},
    'chain',
    'issuer-signature-wrong',
  ],
  ['no anchor at all', {trustAnchors: []}, 'chain', 'issuer-unknown'],
  [
    'an issuer with another name',
    {
      certificate: odd({
        issuer: [
          ['C', 'JP'],
          ['CN', 'somebody'],
        ],
      }),
    },
    'chain',
    'issuer-unknown',
  ],
  [
    'a certificate for digital signature at a log-in',
    {certificate: signature.certificate},
    'chain',
    'wrong-certificate-kind',
  ],
  [
    'a certificate for user authentication under a document',
    {kind: 'digital-signature'},
    'chain',
    'wrong-certificate-kind',
  ],
  [
    'the authority’s own certificate',
    {certificate: authority.certificate},
    'chain',
    'wrong-certificate-kind',
  ],
  [
    'the right policy from the other authority',
    {certificate: odd({issuer: signatureAuthority.name}, signatureAuthority)},
    'chain',
    'wrong-certificate-kind',
  ],
  [
    'an issuer that is no authority',
    {certificate: issuedByHolder, trustAnchors: [holderAsAnchor]},
    'chain',
    'issuer-signature-wrong',
  ],
  [
    'a certificate without a policy',
    {certificate: odd({extensions: [keyUsage('user-authentication')]})},
    'chain',
    'wrong-certificate-kind',
  ],
  [
    'a certificate that says it is an authority',
    {certificate: odd({extensions: [keyUsage('authority'), policy, basicConstraints()]})},
    'chain',
    'wrong-certificate-kind',
  ],
  [
    'a certificate without key usage',
    {certificate: odd({extensions: withoutUsage})},
    'chain',
    'key-usage-missing',
  ],
  [
    'an unknown critical extension',
    {certificate: odd({extensions: [...usual, unknownExtension(true)]})},
    'chain',
    'critical-extension-unknown',
  ],
  ['the same extension twice', {certificate: odd({extensions: [...usual, policy]})}, 'chain', 'unparsable'],
  ['an authority that has ended', {at: new Date('2033-07-15T15:00:00Z')}, 'chain', 'authority-expired'],
  [
    'an authority that has not begun',
    {at: new Date('2023-07-15T14:59:59Z')},
    'chain',
    'authority-not-yet-valid',
  ],
  ['the second before the first', {at: new Date('2025-10-27T01:02:02.999Z')}, 'validity', 'not-yet-valid'],
  ['the second after the last', {at: new Date('2030-02-17T15:00:00Z')}, 'validity', 'expired'],
  ['a date that is none', {at: new Date(Number.NaN)}, 'chain', 'authority-not-yet-valid'],
  [
    'an altered signature',
    {signed: {data, signature: flip(signed.signature, 100)}},
    'signature',
    'signature-wrong',
  ],
  [
    'altered data',
    {signed: {data: flip(data, 0), signature: signed.signature}},
    'signature',
    'signature-wrong',
  ],
  [
    'a cut-off signature',
    {signed: {data, signature: signed.signature.subarray(1)}},
    'signature',
    'signature-wrong',
  ],
  ['an empty signature', {signed: {data, signature: new Uint8Array(0)}}, 'signature', 'signature-wrong'],
  [
    'a signature by another key',
    signedBy((await seededKeys('other').rsaKeyPair(2048)).privateKey),
    'signature',
    'signature-wrong',
  ],
  [
    'a PSS signature',
    {signed: {data, signature: sign('sha256', data, {key: privateKey, padding: 6})}},
    'signature',
    'signature-wrong',
  ],
  [
    'a SHA-1 signature',
    {signed: {data, signature: sign('sha1', data, privateKey)}},
    'signature',
    'signature-wrong',
  ],
  [
    'an elliptic curve key',
    {certificate: odd({publicKey: curve.publicKey}), ...signedBy(curve.privateKey)},
    'signature',
    'key-not-accepted',
  ],
  [
    'a 1024-bit key',
    {certificate: odd({publicKey: smallKey.publicKey}), ...signedBy(smallKey.privateKey)},
    'signature',
    'key-not-accepted',
  ],
];

for (const [what, change, step, reason] of refused) {
  test(`refused with ${reason} at the ${step} step: ${what}`, async (t) => {
    const found = await verify({...good, ...change});
    const outcomes = found.steps.map(({outcome}) => outcome);
    const at = found.steps.findIndex((one) => one.step === step);
    t.deepEqual([found.result, found.reason, found.steps[at]?.reason], ['invalid', reason, reason]);
    t.deepEqual(outcomes.slice(0, at + 1), [...outcomes.slice(0, at).map(() => 'passed'), 'failed']);
    t.true(found.steps.slice(at + 1).every((one) => one.reason === 'not-reached'));
  });
}

test('an unknown extension that is not critical does no harm', async (t) => {
  const found = await verify({...good, certificate: odd({extensions: [...usual, unknownExtension(false)]})});
  t.is(found.result, 'valid');
});

test('an unreadable trust anchor is a mistake in the set-up and says so', async (t) => {
  const broken = [{kind: 'user-authentication', generation: 9, certificate: Uint8Array.of(1)}] as const;
  await t.throwsAsync(verify({...good, trustAnchors: broken}), {
    message: /^KZS-CENTRE-ANCHOR: .*authentication\/9/,
  });
});
