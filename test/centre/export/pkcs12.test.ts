import {createPrivateKey, X509Certificate} from 'node:crypto';
import test from 'ava';
import {pkcs12} from '../../../centre/index.ts';
import {refusal} from '../../support/refusal.ts';
import {holderKeys} from '../bench-identity.ts';
import {authority, runOpenssl, signer} from '../cms/cms-bench.ts';

const {privateKey} = holderKeys;
const passPhrase = 'correct horse 1';
const friendlyName = 'adult, digital signature';
const identity = {privateKey, certificate: signer, chain: [authority], friendlyName};
const files = {
  p12: await pkcs12(identity, passPhrase),
  right: Buffer.from(`${passPhrase}\n`),
  wrong: Buffer.from('correct horse 2\n'),
};
const read = (passIn: string, words: string) =>
  runOpenssl(`pkcs12 -in {p12} -passin file:{${passIn}} ${words}`, files);

test('openssl finds AES-256 with HMAC-SHA-256 around the key, and HMAC-SHA-1 around the whole', (t) => {
  const {status, stderr} = read('right', '-info -noout');
  t.is(status, 0, stderr);
  t.regex(stderr, /MAC: sha1, Iteration 10000/);
  t.regex(stderr, /Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256/);
});

test('openssl takes out the same key and certificates, byte for byte, and the name', (t) => {
  const {status, stdout} = read('right', '-nodes');
  t.is(status, 0);
  const text = stdout.toString('utf8');
  const [key = ''] = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text) ?? [];
  t.true(createPrivateKey(key).equals(privateKey));
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  t.deepEqual(
    certificates.map((one) => new X509Certificate(one).raw),
    [signer, authority].map((one) => Buffer.from(one)),
  );
  t.true(text.includes(`friendlyName: ${friendlyName}`));
});

test('openssl refuses a wrong pass phrase', (t) => {
  const {status, stderr} = read('wrong', '-nodes');
  t.not(status, 0);
  t.regex(stderr, /invalid password/);
});

test('no two files are equal, since their salts are random', async (t) => {
  t.notDeepEqual(await pkcs12(identity, passPhrase), files.p12);
});

test('a pass phrase that programs may read differently is refused, and not repeated', async (t) => {
  for (const [phrase, fragment] of [
    ['合い言葉です', 'other characters'],
    ['abc', '3 characters'],
    ['tab\there', 'other characters'],
  ] as const) {
    const error: unknown = await pkcs12(identity, phrase).catch((thrown: unknown) => thrown);
    const {sentence} = refusal(
      t,
      () => {
        throw error;
      },
      'KZS-PKI-PASS-PHRASE',
      fragment,
    );
    t.false(`${sentence.en}${sentence.ja}`.includes(phrase));
  }
});
