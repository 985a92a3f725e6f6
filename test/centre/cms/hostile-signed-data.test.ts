import {createHash} from 'node:crypto';
import test from 'ava';
import {certificateOf, signedData, verifySignedData} from '../../../centre/index.ts';
import {digestInfo} from '../../../protocol/index.ts';
import {der, integer, oid, sequence} from '../../support/der-builder.ts';
import {pem} from '../bench-identity.ts';
import {
  at,
  authentication,
  authority,
  card,
  document,
  opensslBytes,
  signer,
  told,
  trustAnchors,
} from './cms-bench.ts';

const question = {at, trustAnchors};
const {issuer, serialNumber, extensions} = certificateOf(signer);
const set = (parts: readonly Uint8Array[], tag = 0x31): Buffer => der(tag, ...parts);
const sorted = (parts: readonly Uint8Array[]): Uint8Array[] => [...parts].sort(Buffer.compare);
const octets = (bytes: Uint8Array): Buffer => der(4, bytes);
const hash = (bytes: Uint8Array, algorithm = 'sha256'): Buffer =>
  createHash(algorithm).update(bytes).digest();

const oids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  algorithmProtection: '1.2.840.113549.1.9.52',
  rsa: '1.2.840.113549.1.1.1',
} as const;
const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'));
const sha512 = sequence(oid('2.16.840.1.101.3.4.2.3'));
const rsa = sequence(oid(oids.rsa), der(5));

const attribute = (type: string, ...values: Uint8Array[]): Buffer => sequence(oid(type), set(values));
const typeIs = (type: string): Buffer => attribute(oids.contentType, oid(type));
const digestIs = (of: Uint8Array): Buffer => attribute(oids.messageDigest, octets(hash(of)));
const usual = [typeIs(oids.data), digestIs(document)];
const certificateIs = (certificate: Uint8Array): Buffer =>
  attribute(oids.signingCertificateV2, sequence(sequence(sequence(octets(hash(certificate))))));
const protect = (digest: Buffer, signature: Buffer): Buffer =>
  attribute(oids.algorithmProtection, sequence(digest, der(0xa1, signature.subarray(2))));
const sid = (name: Uint8Array = issuer.der, number = serialNumber): Buffer =>
  sequence(name, der(2, Buffer.from(number, 'hex')));

interface Wanted {
  readonly attributes?: readonly Uint8Array[];
  readonly order?: (parts: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly identifier?: Buffer;
  readonly digest?: Buffer;
  readonly signedDigest?: 'sha256' | 'sha512';
  readonly algorithm?: Buffer;
  readonly signature?: Uint8Array;
  readonly version?: number;
  readonly unsigned?: readonly Uint8Array[];
}

/** A SignerInfo that is as sound as what is wanted, signed by the holder's card. */
const signerInfo = ({attributes = usual, order = sorted, ...wanted}: Wanted = {}): Buffer => {
  const ordered = order(attributes);
  const made = card(digestInfo(wanted.signedDigest ?? 'sha256', set(ordered)));
  return sequence(
    integer(wanted.version ?? 1),
    wanted.identifier ?? sid(),
    wanted.digest ?? sha256,
    ...(attributes.length > 0 ? [set(ordered, 0xa0)] : []),
    wanted.algorithm ?? rsa,
    octets(wanted.signature ?? made),
    ...(wanted.unsigned ? [set(wanted.unsigned, 0xa1)] : []),
  );
};

interface Around {
  readonly digests?: readonly Uint8Array[];
  readonly type?: string;
  readonly content?: Uint8Array;
  readonly certificates?: readonly Uint8Array[];
  readonly version?: number;
}

const contentInfo = (signers: readonly Uint8Array[], around: Around = {}): Buffer => {
  const {digests = [sha256], type = oids.data, content = octets(document), certificates = [signer]} = around;
  return sequence(
    oid(oids.signedData),
    der(
      0xa0,
      sequence(
        integer(around.version ?? 1),
        set(digests),
        sequence(oid(type), der(0xa0, content)),
        set(certificates, 0xa0),
        set(signers),
      ),
    ),
  );
};

const good = contentInfo([signerInfo()]);
const otherIssuer = certificateOf(authentication).issuer.der;
/** The genuine attributes as content: their signature is one over exactly these bytes. */
const attributesAsContent = set(sorted(usual));
const reinterpreted = contentInfo(
  [signerInfo({attributes: [], signature: card(digestInfo('sha256', attributesAsContent))})],
  {content: octets(attributesAsContent)},
);

const refused: Readonly<Record<string, readonly [Uint8Array, ...string[]]>> = {
  'no signer': [contentInfo([]), 'no-signer'],
  'attributes that are passed off as content': [reinterpreted, 'signed-attributes-missing', 'attributes'],
  'no message digest': [
    contentInfo([signerInfo({attributes: [typeIs(oids.data)]})]),
    'attribute-missing',
    'attributes',
  ],
  'no content type': [
    contentInfo([signerInfo({attributes: [digestIs(document)]})]),
    'attribute-missing',
    'attributes',
  ],
  'a message digest twice': [
    contentInfo([signerInfo({attributes: [...usual, digestIs(Buffer.from('another'))]})]),
    'attribute-repeated',
    'attributes',
  ],
  'an attribute twice that nobody understands': [
    contentInfo([
      signerInfo({attributes: [...usual, attribute('1.2.3', der(5)), attribute('1.2.3', integer(1))]}),
    ]),
    'attribute-repeated',
    'attributes',
  ],
  'two digests in one attribute': [
    contentInfo([
      signerInfo({
        attributes: [
          typeIs(oids.data),
          attribute(oids.messageDigest, octets(hash(document)), octets(hash(signer))),
        ],
      }),
    ]),
    'attributes-not-der',
    'attributes',
  ],
  'attributes out of order': [
    contentInfo([signerInfo({order: (parts) => sorted(parts).reverse()})]),
    'attributes-not-der',
    'attributes',
  ],
  'the digest of another document': [
    contentInfo([signerInfo({attributes: [typeIs(oids.data), digestIs(signer)]})]),
    'message-digest-differs',
    'content',
  ],
  'another content type signed': [
    contentInfo([signerInfo({attributes: [typeIs('1.2.3.4'), digestIs(document)]})]),
    'content-type-differs',
    'attributes',
  ],
  'a time stamp for a document': [
    contentInfo([signerInfo()], {type: '1.2.840.113549.1.9.16.1.4', version: 3}),
    'content-type-not-accepted',
  ],
  'a digest algorithm that is not announced': [
    contentInfo([signerInfo()], {digests: [sha512]}),
    'digest-algorithm-not-accepted',
    'attributes',
  ],
  'a digest algorithm that nobody accepts beside': [
    contentInfo([signerInfo()], {digests: [sha256, sequence(oid('1.3.14.3.2.26'))]}),
    'digest-algorithm-not-accepted',
    'attributes',
  ],
  'a digest by SHA-256 said to be SHA-512': [
    contentInfo([signerInfo({digest: sha512})], {digests: [sha512]}),
    'message-digest-differs',
    'content',
  ],
  'a signature by SHA-512 over a digest by SHA-256': [
    contentInfo([signerInfo({signedDigest: 'sha512'})]),
    'signature-wrong',
    'signature',
  ],
  'a signature algorithm of another digest': [
    contentInfo([signerInfo({algorithm: sequence(oid('1.2.840.113549.1.1.13'), der(5))})]),
    'algorithm-not-accepted',
    'signature',
  ],
  'another algorithm than the protected one': [
    contentInfo([
      signerInfo({
        attributes: [...usual, protect(sha256, rsa)],
        algorithm: sequence(oid('1.2.840.113549.1.1.11'), der(5)),
      }),
    ]),
    'algorithm-protection-differs',
    'attributes',
  ],
  'a protected digest algorithm alone': [
    contentInfo([
      signerInfo({attributes: [...usual, attribute(oids.algorithmProtection, sequence(sha256))]}),
    ]),
    'algorithm-protection-differs',
    'attributes',
  ],
  'another certificate in the attributes': [
    contentInfo([signerInfo({attributes: [...usual, certificateIs(authority)]})]),
    'signing-certificate-differs',
    'certificate',
  ],
  'a signer without a certificate': [
    contentInfo([signerInfo()], {certificates: [authority]}),
    'certificate-missing',
    'certificate',
  ],
  'the number of another issuer': [
    contentInfo([signerInfo({identifier: sid(otherIssuer)})]),
    'certificate-missing',
    'certificate',
  ],
  'the certificate of the same key for another use': [
    contentInfo([signerInfo({identifier: sid(otherIssuer, certificateOf(authentication).serialNumber)})], {
      certificates: [authentication],
    }),
    'wrong-certificate-kind',
    'chain',
  ],
  'a key identifier that two certificates bear': [
    contentInfo(
      [
        signerInfo({
          version: 3,
          identifier: der(0x80, Buffer.from(extensions.subjectKeyIdentifier ?? '', 'hex')),
        }),
      ],
      {version: 3, certificates: [signer, authentication]},
    ),
    'certificate-ambiguous',
    'certificate',
  ],
  'a certificate cut short': [
    contentInfo([signerInfo()], {certificates: [sequence(Buffer.from(signer.subarray(4, 400)))]}),
    'certificate-missing',
    'certificate',
  ],
  'a second signer whose signature is wrong': [
    contentInfo([signerInfo(), signerInfo({signature: Buffer.alloc(256, 1)})]),
    'signature-wrong',
    'signature',
  ],
  'a signature that is empty': [
    contentInfo([signerInfo({signature: Buffer.alloc(0)})]),
    'signature-wrong',
    'signature',
  ],
  'a version of a later edition': [contentInfo([signerInfo()], {version: 3}), 'unparsable'],
  'a signer of version 3': [contentInfo([signerInfo({version: 3})]), 'unparsable'],
  'content in pieces': [
    contentInfo([signerInfo()], {
      content: der(0x24, octets(document.subarray(0, 5)), octets(document.subarray(5))),
    }),
    'unparsable',
  ],
  'content of no type': [contentInfo([signerInfo()], {content: document}), 'unparsable'],
  'an attribute certificate': [
    contentInfo([signerInfo()], {certificates: [signer, der(0xa1, integer(1))]}),
    'unparsable',
  ],
  'a length that is not given': [
    Buffer.concat([Buffer.from([0x30, 0x80]), good.subarray(4), Buffer.alloc(2)]),
    'unparsable',
  ],
  'a byte behind it': [Buffer.concat([good, Buffer.alloc(1)]), 'unparsable'],
  nothing: [Buffer.alloc(0), 'unparsable'],
  'another kind of content': [sequence(oid(oids.data), der(0xa0, octets(document))), 'unparsable'],
  'more signers than anybody has': [contentInfo(Array.from({length: 17}, () => signerInfo())), 'unparsable'],
};

test('what these documents are made of is sound', async (t) => {
  t.deepEqual(told(await verifySignedData(good, question)), ['valid', 'no-revocation-source']);
  const rich = contentInfo([
    signerInfo({
      attributes: [...usual, certificateIs(signer), protect(sha256, rsa)],
      unsigned: [attribute('1.2.840.113549.1.9.6', sequence())],
    }),
  ]);
  const found = await verifySignedData(rich, question);
  t.deepEqual(told(found), ['valid', 'no-revocation-source']);
  t.like(found.signers[0]?.steps[0]?.evidence, {unsigned: 'countersignature'});
});

for (const [what, [bytes, ...expected]] of Object.entries(refused)) {
  test(`refused: ${what}`, async (t) => {
    t.deepEqual(told(await verifySignedData(bytes, question)), ['invalid', ...expected]);
  });
}

test('attributes passed off as content are a real danger: openssl takes them', (t) => {
  const said = opensslBytes(
    'cms -verify -inform DER -CAfile {root} -purpose any -attime 1767225600 -binary -in {p7s}',
    {p7s: reinterpreted, root: pem(authority)},
  );
  t.deepEqual(said, attributesAsContent);
});

test('a document with any one byte altered is never valid', async (t) => {
  const small = await signedData({content: Buffer.from('.'), certificate: signer, sign: card});
  t.deepEqual(told(await verifySignedData(small, question)), ['valid', 'no-revocation-source']);
  for (let i = 0; i < small.length; i += 1) {
    // 0x0a makes rsaEncryption of sha256WithRSAEncryption, 0x20 changes case, 0x80 is the sign.
    for (const change of [0x01, 0x0a, 0x20, 0x80]) {
      const altered = small.map((byte, at) => (at === i ? byte ^ change : byte));
      const {result} = await verifySignedData(altered, question);
      if (result !== 'invalid') {
        t.fail(`byte ${i} with ${change.toString(16)} is ${result}`);
      }
    }
  }
  t.true(small.length > 1_500);
});

test('a document cut short anywhere is never valid', async (t) => {
  for (let length = 0; length < good.length; length += 1) {
    t.is((await verifySignedData(good.subarray(0, length), question)).result, 'invalid');
  }
});
