import {createHash} from 'node:crypto';
import test from 'ava';
import {
  certificateOf,
  certificateStates,
  createCentre,
  signedData,
  verifySignedData,
} from '../../../centre/index.ts';
import {virtualClock} from '../../../protocol/index.ts';
import {refusal} from '../../support/refusal.ts';
import {seededKeys} from '../../support/seeded-keys.ts';
import {flip, holder, pem, seed} from '../bench-identity.ts';
import {
  at,
  authentication,
  authority,
  card,
  cardOf,
  centre,
  document,
  holderKeyPem,
  issuedAt,
  opensslBytes,
  signer,
  told,
  trustAnchors,
} from './cms-bench.ts';

const signingTime = new Date('2025-12-24T15:00:00Z');
const common = {certificate: signer, sign: card, signingTime};
const attached = await signedData({...common, content: document});
const detached = await signedData({...common, digest: createHash('sha256').update(document).digest()});
const withChain = await signedData({...common, content: document, chain: [authority]});
const made = {attached, detached, withChain};
const question = {at, trustAnchors};

const verifyWords = '-inform DER -CAfile {root} -purpose any -attime 1767225600 -binary';
const judge = (words: string, der: Uint8Array): Buffer =>
  opensslBytes(`cms -verify ${words} ${verifyWords} -in {p7s}`, {
    p7s: der,
    document,
    root: pem(authority),
  });

test('openssl agrees with what we sign: attached, detached, with the chain', (t) => {
  t.deepEqual(judge('', attached), document);
  t.deepEqual(judge('', withChain), document);
  t.deepEqual(judge('-content {document}', detached), document);
});

test('openssl refuses ours when the content or the signature was altered', (t) => {
  const contentAt = Buffer.from(attached).indexOf(document);
  t.throws(() => judge('', flip(attached, contentAt)), {message: /digest failure|verification failure/});
  t.throws(() => judge('', flip(attached, attached.length - 1)), {
    message: /signature failure|verification failure|bad signature/,
  });
  t.throws(() => judge('-content {root}', detached), {message: /verification failure/});
});

test('openssl finds the signed attributes in the order of DER, the certificate and the algorithms among them', (t) => {
  const printed = opensslBytes('cms -cmsout -print -inform DER -in {p7s}', {p7s: attached}).toString('utf8');
  for (const name of ['contentType', 'signingTime', 'messageDigest', 'id-smime-aa-signingCertificateV2']) {
    t.regex(printed, new RegExp(`object: ${name} `));
  }
  t.regex(printed, /object: undefined \(1\.2\.840\.113549\.1\.9\.52\)|object: .*1\.9\.52/);
  t.regex(printed, /UTCTIME:Dec 24 15:00:00 2025 GMT/);
});

test('we find ours valid: by the authorities, and nobody was there to ask about revocation', async (t) => {
  for (const [name, der] of Object.entries(made)) {
    const found = await verifySignedData(der, {...question, content: document});
    t.deepEqual(told(found), ['valid', 'no-revocation-source'], name);
    t.deepEqual(found.signers[0]?.signingTime, signingTime);
    t.deepEqual(Buffer.from(found.signers[0]?.certificate ?? []), Buffer.from(signer));
  }
  const {content} = await verifySignedData(attached, question);
  t.deepEqual(Buffer.from(content ?? []), document);
});

test('the same document and key give the same bytes', async (t) => {
  t.deepEqual(await signedData({...common, content: document}), attached);
});

const asked = {
  'a detached one without its content': [detached, {}, 'content-missing'],
  'a detached one beside another content': [
    detached,
    {content: Buffer.from('another')},
    'message-digest-differs',
    'content',
  ],
  'an attached one beside another content': [attached, {content: Buffer.from('another')}, 'content-differs'],
  'no anchor': [attached, {trustAnchors: []}, 'issuer-unknown', 'chain'],
  'after the end of the certificate': [
    attached,
    {at: new Date('2030-02-18T00:00:00Z')},
    'expired',
    'validity',
  ],
  'before the certificate': [attached, {at: new Date('2025-10-01T00:00:00Z')}, 'not-yet-valid', 'validity'],
  'as another kind': [attached, {kind: 'user-authentication'}, 'wrong-certificate-kind', 'chain'],
} as const;

test('a document is refused for what is asked of it', async (t) => {
  for (const [name, [der, change, ...expected]] of Object.entries(asked)) {
    const found = await verifySignedData(der, {...question, ...change});
    t.deepEqual(told(found), ['invalid', ...expected], name);
  }
});

test('a certificate for user authentication signs no documents', async (t) => {
  const der = await signedData({...common, certificate: authentication, content: document});
  t.deepEqual(told(await verifySignedData(der, question)), ['invalid', 'wrong-certificate-kind', 'chain']);
});

test('a centre judges a document now, and asks its own responder about revocation', async (t) => {
  const clock = virtualClock(at);
  const states = certificateStates(clock);
  const asking = createCentre({random: seededKeys(seed), clock, status: {states}});
  t.deepEqual(told(await asking.verifySignedData(detached, document)), ['valid', 'passed']);
  states.revoke(certificateOf(signer).serialNumber.toUpperCase(), {
    reason: 'affiliationChanged',
    since: issuedAt,
  });
  const refused = await asking.verifySignedData(attached);
  t.deepEqual(told(refused), ['invalid', 'revoked', 'revocation']);
  t.like(refused.signers[0]?.steps.at(-1)?.evidence, {revocationReason: 'affiliationChanged'});
});

test('a source of revocation that is given is asked', async (t) => {
  const revoked = {
    status: async () => ({
      status: 'revoked' as const,
      source: 'test',
      asOf: at,
      since: issuedAt,
      reason: 'keyCompromise',
    }),
  };
  const found = await verifySignedData(attached, {...question, revocation: revoked});
  t.deepEqual(told(found), ['invalid', 'revoked', 'revocation']);
  t.like(found.signers[0]?.steps.at(-1)?.evidence, {revocationReason: 'keyCompromise'});
});

test('nothing is made of a signature by another key, a digest of another length, or what is no certificate', async (t) => {
  const stranger = await seededKeys('stranger').rsaKeyPair(2048);
  const refused: readonly [
    Partial<typeof common> & ({content: Uint8Array} | {digest: Uint8Array}),
    string,
    string,
  ][] = [
    [{content: document, sign: cardOf(stranger.privateKey)}, 'KZS-CMS-SIGNATURE', 'wrong'],
    [{digest: new Uint8Array(20)}, 'KZS-CMS-DIGEST', '20'],
    [{content: document, certificate: document}, 'KZS-CMS-CERTIFICATE', 'offset'],
  ];
  for (const [change, id, fragment] of refused) {
    const error: unknown = await signedData({...common, ...change}).catch((thrown: unknown) => thrown);
    refusal(
      t,
      () => {
        throw error;
      },
      id,
      fragment,
    );
  }
});

/** What openssl signs with the holder's key and these words, and what we say of it. */
const theirs = {
  '-nodetach': ['valid', 'no-revocation-source'],
  '': ['valid', 'no-revocation-source'],
  '-nodetach -cades': ['valid', 'no-revocation-source'],
  '-nodetach -keyid': ['valid', 'no-revocation-source'],
  '-nodetach -nosmimecap': ['valid', 'no-revocation-source'],
  '-nodetach -md sha1': ['invalid', 'digest-algorithm-not-accepted', 'attributes'],
  '-nodetach -md sha512': ['invalid', 'algorithm-not-accepted', 'signature'],
  '-nodetach -keyopt rsa_padding_mode:pss': ['invalid', 'algorithm-not-accepted', 'signature'],
  '-nodetach -noattr': ['invalid', 'signed-attributes-missing', 'attributes'],
  '-nodetach -nocerts': ['invalid', 'certificate-missing', 'certificate'],
  '-nodetach -stream': ['invalid', 'unparsable'],
  '-nodetach -econtent_type 1.2.3.4': ['invalid', 'content-type-not-accepted'],
} as const;

test('we judge what openssl signs', async (t) => {
  for (const [words, expected] of Object.entries(theirs)) {
    const p7s = opensslBytes(
      `cms -sign -binary -outform DER -signer {signer} -inkey {key} -in {document}${words === '' ? '' : ` ${words}`}`,
      {signer: pem(signer), key: holderKeyPem, document},
    );
    t.deepEqual(told(await verifySignedData(p7s, {...question, content: document})), expected, words);
  }
});

test('a document without certificates is valid where the signer’s is given', async (t) => {
  const p7s = opensslBytes(
    'cms -sign -binary -nodetach -nocerts -outform DER -signer {signer} -inkey {key} -in {document}',
    {signer: pem(signer), key: holderKeyPem, document},
  );
  const found = await verifySignedData(p7s, {...question, certificates: [signer, signer]});
  t.deepEqual(told(found), ['valid', 'no-revocation-source']);
});

test('every signer counts: a second one by an unknown authority makes the document invalid', async (t) => {
  const other = centre.authorities;
  const stranger = await seededKeys('second signer').rsaKeyPair(2048);
  const second = await centre.issue({
    kind: 'digital-signature',
    holder,
    publicKey: stranger.publicKey,
    issuedAt: new Date('2023-07-15T14:59:59Z'),
  });
  const p7s = opensslBytes(
    'cms -sign -binary -nodetach -outform DER -signer {a} -inkey {ka} -signer {b} -inkey {kb} -in {document}',
    {
      a: pem(signer),
      ka: holderKeyPem,
      b: pem(second.certificate),
      kb: Buffer.from(stranger.privateKey.export({type: 'pkcs8', format: 'pem'})),
      document,
    },
  );
  t.deepEqual(told(await verifySignedData(p7s, question)), ['valid', 'no-revocation-source']);
  const newest = (await other.issuing('digital-signature', issuedAt)).generation;
  const some = trustAnchors.filter(({generation}) => generation === newest);
  const found = await verifySignedData(p7s, {...question, trustAnchors: some});
  t.deepEqual(told(found), ['invalid', 'issuer-signature-wrong', 'chain']);
  t.deepEqual(found.signers.map(({result}) => result).sort(), ['invalid', 'valid']);
});
