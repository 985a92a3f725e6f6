import {
  constants,
  createHash,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
  sign,
} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {checkList} from '../../centre/crl/check-list.ts';
import {
  certificateKinds,
  certificateOf,
  judgePath,
  pathMaterial,
  usualTolerance,
  verify,
} from '../../centre/index.ts';
import {certificateId, encodeCertificateId} from '../../centre/ocsp/certificate-id.ts';
import {checkResponse} from '../../centre/ocsp/check-response.ts';
import {basicConstraints, keyUsage, policies} from '../support/issued.ts';
import {ownDirectory} from '../support/kazasu.ts';
import {digestInfo, encoded, malformedEncodings} from './pkcs1-encodings.ts';
import {cubeRootForgeries, malformedSignatures, toBig, toBytes} from './pkcs1-signatures.ts';
import {certificateBy, listBy, responseBy, rsaSha256, rsaSigner, type Signer} from './signer.ts';
import {judgedByWycheproof} from './wycheproof.ts';

interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const pairs = {
  65537: generateKeyPairSync('rsa', {modulusLength: 2048}),
  3: generateKeyPairSync('rsa', {modulusLength: 2048, publicExponent: 3}),
};
const size = 256;
const at = new Date('2025-06-01T00:00:00Z');
const usualData = Buffer.from('a challenge of a service');

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** The private operation on bytes as long as the modulus, whatever they are. */
const rawSigned = (encoding: Uint8Array, {privateKey}: Pair): Buffer =>
  privateEncrypt({key: privateKey, padding: constants.RSA_NO_PADDING}, encoding);

type Forge = (bytes: Uint8Array) => Uint8Array;

/** Everything whose signature is looked at: its honest verdict, the refusal, and how to judge a signature on it. */
const targetsOf = ({publicKey, privateKey}: Pair, data: Uint8Array = usualData) => {
  const honest = rsaSigner({publicKey, privateKey});
  const by = (forge: Forge): Signer => ({algorithm: rsaSha256, publicKey, sign: forge});
  const issuer = certificateBy(honest, {
    subject: 'CA',
    issuer: 'CA',
    publicKey,
    extensions: [basicConstraints(), keyUsage(5, 6)],
  });
  const extensions = [keyUsage(0), policies(certificateKinds['user-authentication'].policies.test)];
  const holderBy = (signer: Signer) =>
    certificateBy(signer, {subject: 'Holder', issuer: 'CA', publicKey, extensions});
  const holder = holderBy(honest);
  const login = async (
    certificate: Uint8Array,
    signature: Uint8Array,
    what: {readonly data: Uint8Array} | {readonly digest: Uint8Array} = {data},
  ): Promise<string> => {
    const trustAnchors = [{kind: 'user-authentication', generation: 1, certificate: issuer}] as const;
    const signed = {...what, signature};
    return (await verify({certificate, kind: 'user-authentication', trustAnchors, at, signed})).reason;
  };
  const id = certificateId(certificateOf(issuer), '07', 'sha1');
  const content = {
    responder: {name: certificateOf(issuer).subject.der},
    producedAt: at,
    answers: [{id: encodeCertificateId(id), status: {kind: 'good'}, thisUpdate: at}],
    certificates: [],
  } as const;
  const material = pathMaterial([certificateOf(issuer)], []);
  return [
    [
      'what a card signed',
      'no-revocation-source',
      'signature-wrong',
      (forge: Forge) => login(holder, forge(data)),
    ],
    [
      'what a card signed, told by its digest',
      'no-revocation-source',
      'signature-wrong',
      (forge: Forge) => login(holder, forge(data), {digest: sha256(data)}),
    ],
    [
      'a certificate at log-in',
      'no-revocation-source',
      'issuer-signature-wrong',
      (forge: Forge) => login(holderBy(by(forge)), honest.sign(data)),
    ],
    [
      'a certificate in a path',
      'valid',
      'signature',
      async (forge: Forge) =>
        judgePath(certificateOf(holderBy(by(forge))), material, {at: at.getTime()}).reason,
    ],
    [
      'a revocation list',
      'good',
      'bad-signature',
      async (forge: Forge) =>
        checkList({certificate: holder, issuer, at}, listBy(by(forge), 'CA', at), usualTolerance).reason,
    ],
    [
      'an OCSP answer',
      'good',
      'bad-signature',
      async (forge: Forge) =>
        checkResponse({ids: [id], issuer, at}, responseBy(by(forge), content), usualTolerance)[0]?.reason,
    ],
  ] as const;
};

const [usual, cubic] = [targetsOf(pairs[65537]), targetsOf(pairs[3])];
const modulusOf = ({publicKey}: Pair): bigint =>
  toBig(Buffer.from(publicKey.export({format: 'jwk'}).n ?? '', 'base64url'));

for (const [pair, targets] of [
  [pairs[65537], usual],
  [pairs[3], cubic],
] as const) {
  for (const [what, accepted, , judge] of targets) {
    const exponent = pair === pairs[3] ? 3 : 65537;
    test(`an honest signature on ${what} is taken, also one put together by hand (exponent ${exponent})`, async (t) => {
      t.is(await judge((bytes) => sign('sha256', bytes, pair.privateKey)), accepted);
      t.is(await judge((bytes) => rawSigned(encoded(size, digestInfo(sha256(bytes))), pair)), accepted);
    });
  }
}

test('the table has more than 150 encodings, all of them as long as the modulus, and none the honest one', (t) => {
  const parts = {data: usualData, hash: sha256(usualData), size};
  const honest = encoded(size, digestInfo(parts.hash));
  t.true(malformedEncodings.length > 150, `${malformedEncodings.length}`);
  t.is(new Set(malformedEncodings.map(([what]) => what)).size, malformedEncodings.length);
  for (const [what, encode] of malformedEncodings) {
    const made = encode(parts);
    t.is(made.length, size, what);
    t.false(made.equals(honest), what);
  }
});

test('a reader that looks for the hash at the end, or for a DigestInfo somewhere, would take many of them', (t) => {
  const parts = {data: usualData, hash: sha256(usualData), size};
  const lenient = malformedEncodings.filter(([, encode]) => {
    const opened = publicDecrypt(
      {key: pairs[65537].publicKey, padding: constants.RSA_NO_PADDING},
      rawSigned(encode(parts), pairs[65537]),
    );
    return opened.subarray(-32).equals(parts.hash) || opened.includes(digestInfo(parts.hash));
  });
  t.true(lenient.length > 60, `${lenient.length}`);
});

for (const [what, , refused, judge] of usual) {
  test(`every malformed encoding is refused on ${what}`, async (t) => {
    const answers: string[] = [];
    for (const [name, encode] of malformedEncodings) {
      const reason = await judge((bytes) =>
        rawSigned(encode({data: bytes, hash: sha256(bytes), size}), pairs[65537]),
      );
      if (reason !== refused) {
        answers.push(`${name}: ${reason}`);
      }
    }
    t.deepEqual(answers, []);
  });

  test(`every signature that is no such number, or of another length, is refused on ${what}`, async (t) => {
    const modulus = modulusOf(pairs[65537]);
    const answers: string[] = [];
    for (const [name, make] of malformedSignatures) {
      const reason = await judge((bytes) =>
        make({honest: sign('sha256', bytes, pairs[65537].privateKey), modulus}),
      );
      if (reason !== refused) {
        answers.push(`${name}: ${reason}`);
      }
    }
    t.deepEqual(answers, []);
  });
}

test('a signature that begins with a zero byte is taken with it and refused without', async (t) => {
  const pair = pairs[65537];
  const signed = (n: number) => {
    const challenge = Buffer.from(`challenge ${n}`);
    return {challenge, signature: sign('sha256', challenge, pair.privateKey)};
  };
  let found = signed(0);
  for (let n = 1; found.signature[0] !== 0; n += 1) {
    found = signed(n);
  }
  const [asData, asDigest] = targetsOf(pair, found.challenge);
  for (const [what, accepted, refused, judge] of [asData, asDigest]) {
    t.is(await judge(() => found.signature), accepted, what);
    t.is(await judge(() => found.signature.subarray(1)), refused, what);
  }
});

for (const [what, , refused, judge] of cubic) {
  test(`cube roots that forge for the exponent 3 are refused on ${what}`, async (t) => {
    const modulus = modulusOf(pairs[3]);
    for (const name of Object.keys(cubeRootForgeries(usualData, size))) {
      const reason = await judge((bytes) => cubeRootForgeries(bytes, size)[name] ?? Buffer.alloc(0));
      t.is(reason, refused, name);
    }
    // What they forge is there: the cube begins, or ends, as an honest encoding does.
    const odd = oddData();
    const info = digestInfo(sha256(odd));
    const cubes = Object.values(cubeRootForgeries(odd, size)).map((one) =>
      toBytes(toBig(one) ** 3n % modulus, size),
    );
    t.true(cubes.slice(0, 2).every((cube) => cube[1] === 1 && cube.includes(info)));
    const [, , inside, end] = cubes;
    const beginning = encoded(size, info, Buffer.alloc(size - 11 - info.length)).subarray(0, 11);
    t.true(inside?.subarray(0, 11).equals(beginning));
    t.true(inside?.subarray(-32).equals(sha256(odd)));
    t.true(end?.subarray(-info.length).equals(info));
  });
}

/** Data whose hash is odd: only then a cube can end with it. */
const oddData = (): Buffer => {
  for (let i = 0; ; i += 1) {
    const one = Buffer.from(`challenge ${i}`);
    if ((sha256(one).at(-1) ?? 0) & 1) {
      return one;
    }
  }
};

const wycheproofFile = (verdict: 'valid' | 'invalid', key: 'publicKeyDer' | 'keyPem'): string => {
  const {publicKey, privateKey} = pairs[65537];
  const sig = sign('sha256', usualData, privateKey);
  return JSON.stringify({
    testGroups: [
      {
        [key]:
          key === 'keyPem'
            ? publicKey.export({type: 'spki', format: 'pem'})
            : publicKey.export({type: 'spki', format: 'der'}).toString('hex'),
        sha: 'SHA-256',
        tests: [
          {tcId: 1, msg: usualData.toString('hex'), sig: sig.toString('hex'), result: verdict},
          {tcId: 2, msg: usualData.toString('hex'), sig: `00${sig.toString('hex')}`, result: 'invalid'},
          {
            tcId: 3,
            msg: usualData.toString('hex'),
            sig: `01${sig.toString('hex').slice(2)}`,
            result: 'acceptable',
          },
        ],
      },
      {keyPem: publicKey.export({type: 'spki', format: 'pem'}), sha: 'SHA-512/256', tests: [{tcId: 4}]},
    ],
  });
};

for (const key of ['publicKeyDer', 'keyPem'] as const) {
  test(`a file of the Wycheproof format with its key as ${key} is judged, and a verdict planted wrong is found`, (t) => {
    for (const verdict of ['valid', 'invalid'] as const) {
      const folder = ownDirectory(t);
      writeFileSync(join(folder, 'rsa_signature_2048_sha256_test.json'), wycheproofFile(verdict, key));
      const {judged, leftOut, wrong} = judgedByWycheproof(folder);
      t.deepEqual([judged, leftOut], [3, 1]);
      t.deepEqual(
        wrong,
        verdict === 'valid' ? [] : ['rsa_signature_2048_sha256_test.json 1: taken, but invalid'],
      );
    }
  });
}

const wycheproof = process.env['KAZASU_WYCHEPROOF'];
const claim = wycheproof === undefined ? test.skip : test;
const lacking = wycheproof === undefined ? ' (skipped: KAZASU_WYCHEPROOF names no folder)' : '';

claim(`every RSA signature of Wycheproof is answered as its files say${lacking}`, (t) => {
  const {judged, leftOut, wrong} = judgedByWycheproof(wycheproof ?? '');
  t.log(`${judged} judged, ${leftOut} left out`);
  t.true(judged > 0);
  t.deepEqual(wrong, []);
});
