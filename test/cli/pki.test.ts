import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import anyTest, {type ExecutionContext} from 'ava';
import {kazasuHere} from '../support/in-this-process.ts';
import {type Ended, kazasu, lacksOpenssl, lacksPcsc, ownDirectory} from '../support/kazasu.ts';

const holderFile = fileURLToPath(new URL('../../../examples/pki/holder.yaml', import.meta.url));
const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));
// One at a time: their output is taken meanwhile.
const test = anyTest.serial;
const judged = lacksOpenssl === undefined ? test : test.skip;
const served = lacksPcsc === undefined ? test : test.skip;
const passPhrase = 'correct horse 1';

/** A folder with what a test needs, and kazasu and openssl at work in it; `@name` is a file there. */
interface Bench {
  path(name: string): string;
  pki(words: string, ...more: string[]): Promise<Ended>;
  verify(words: string): Promise<Ended>;
  openssl(words: string): {readonly status: number | null; readonly said: string};
}

const bench = (t: ExecutionContext): Bench => {
  const folder = ownDirectory(t);
  const path = (name: string): string => join(folder, name);
  const placed = (words: string): string[] =>
    words
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => word.replace(/^(file:)?@(.+)$/, (_, before = '', name) => before + path(name)));
  writeFileSync(path('secret'), `${passPhrase}\n`);
  writeFileSync(path('wrong'), 'correct horse 2\n');
  writeFileSync(path('order.txt'), '申込書\n');
  return {
    path,
    pki: (words, ...more) => kazasuHere(['pki', ...placed(words), ...more]),
    verify: (words) => kazasuHere(['verify', ...placed(words)]),
    openssl(words) {
      const {status, stdout, stderr} = spawnSync('openssl', placed(words), {encoding: 'utf8'});
      return {status, said: stdout + stderr};
    },
  };
};

/** The command ended well; else the test says with what. */
const well = (t: ExecutionContext, {status, said}: Pick<Ended, 'status' | 'said'>): void =>
  void t.is(status, 0, said);

/** The reason of each answer of a batch. */
const reasons = ({stdout}: Pick<Ended, 'stdout'>): string[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as {reason: string}).reason);

judged(
  'what a persona’s card signs, openssl and kazasu verify find valid, and altered or revoked not',
  async (t) => {
    const {pki, verify, openssl, path} = bench(t);
    const [anchors, attached, detached] = [
      await pki('authorities --out @anchors --json'),
      await pki('sign @order.txt --chain'),
      await pki('sign @order.txt --detached --out @order.pem --json'),
    ] as const;
    for (const ended of [anchors, attached, detached]) {
      well(t, ended);
    }
    const {authorities} = JSON.parse(anchors.stdout) as {authorities: {kind: string; file: string}[]};
    t.true(authorities.length >= 6);
    t.true(authorities.every(({file}) => existsSync(file) && existsSync(file.replace(/pem$/, 'der'))));
    const {serialNumber} = JSON.parse(detached.stdout) as {serialNumber: string};
    const trust = '-CAfile @anchors/anchors.pem -purpose any -binary';
    t.regex(openssl(`cms -verify -inform DER -in @order.txt.p7s ${trust}`).said, /申込書[\s\S]*successful/);
    t.is(openssl(`cms -verify -inform PEM -in @order.pem -content @order.txt ${trust}`).status, 0);
    t.not(openssl(`cms -verify -inform PEM -in @order.pem -content @secret ${trust}`).status, 0);

    const lists = [
      await pki('crl --persona adult --out @good.crl'),
      await pki(`crl --persona adult --revoked ${serialNumber}:keyCompromise --out @bad.pem`),
      await pki(`crl --full --revoked ${serialNumber} --json`),
    ] as const;
    for (const ended of lists) {
      well(t, ended);
    }
    for (const [name, form] of [
      ['good.crl', 'DER'],
      ['bad.pem', 'PEM'],
    ]) {
      t.regex(
        openssl(`crl -inform ${form} -in @${name} -noout -CAfile @anchors/digital-signature-3.pem`).said,
        /verify OK/,
      );
    }
    t.regex(JSON.parse(lists[2].stdout).pem, /BEGIN X509 CRL/);
    const ca = '--trust @anchors/anchors.pem';
    const answers: readonly (readonly [string, number, RegExp])[] = [
      [`@order.txt.p7s ${ca}`, 0, /valid \(no-revocation-source\).*revocation was not checked/],
      [`@order.txt.p7s ${ca} --lang ja`, 0, /有効.*失効は確認していません/],
      [`@order.txt.p7s ${ca} --crl @good.crl`, 0, /valid \(passed\)/],
      [`@order.txt.p7s ${ca} --crl @bad.pem`, 1, /not valid \(revoked\)[\s\S]*keyCompromise/],
      [`@order.pem ${ca}`, 1, /content-missing/],
      [`@order.pem ${ca} --content @secret`, 1, /message-digest-differs/],
      [`@order.pem ${ca} --content @order.txt --at 2040-01-01`, 1, /not valid/],
      ['@order.txt.p7s --trust @anchors/user-authentication-3.pem', 1, /issuer-unknown/],
      [`@anchors/anchors.pem ${ca} --content @order.txt`, 2, /--content goes with a signed document/],
    ];
    for (const [words, status, said] of answers) {
      const ended = await verify(words);
      t.is(ended.status, status, `${words}: ${ended.said}`);
      t.regex(ended.said, said);
    }
    const question = {certificate: 'order.pem', trust: 'anchors/anchors.pem'};
    const lines = [
      {...question, content: 'order.txt', crls: ['good.crl']},
      {...question, content: 'secret'},
      {...question, certificate: 'order.txt.p7s', crls: ['bad.pem']},
      {...question, certificate: 'anchors/anchors.pem', content: 'order.txt'},
    ];
    writeFileSync(path('documents.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    t.deepEqual(reasons(await verify('--batch @documents.jsonl')), [
      'passed',
      'message-digest-differs',
      'revoked',
      'unusable-input',
    ]);
    const json = await verify(`@order.pem ${ca} --content @order.txt --json`);
    const {valid, signers} = JSON.parse(json.stdout) as {
      valid: boolean;
      signers: {steps: {step: string}[]}[];
    };
    t.true(valid);
    t.is(signers[0]?.steps.length, 7);
    t.true(existsSync(path('order.txt.p7s')));
  },
);

judged(
  'a certificate for a key of one’s own is issued, answered about and shown, the holder’s data masked',
  async (t) => {
    const {pki, verify, openssl, path} = bench(t);
    execFileSync('openssl', ['genrsa', '-out', path('own.key'), '2048'], {stdio: 'ignore'});
    openssl('req -new -key @own.key -subj /CN=whoever -out @own.csr');
    openssl('pkey -in @own.key -pubout -out @own.pub');
    const [issued, byKey, anchors] = [
      await pki('issue --csr @own.csr --out @own.pem --json --holder', holderFile),
      await pki('issue --persona adult --kind user-authentication --public-key @own.pub'),
      await pki('authorities --out @anchors'),
    ] as const;
    for (const ended of [issued, byKey, anchors]) {
      well(t, ended);
    }
    const {serialNumber} = JSON.parse(issued.stdout) as {serialNumber: string};
    writeFileSync(path('auth.pem'), byKey.stdout);
    for (const name of ['own.pem', 'auth.pem']) {
      t.regex(openssl(`verify -CAfile @anchors/anchors.pem @${name}`).said, /: OK/);
      t.is(openssl(`x509 -in @${name} -noout -pubkey`).said, readFileSync(path('own.pub'), 'utf8'));
    }
    const issuer = '-issuer @anchors/digital-signature-3.pem -cert @own.pem';
    openssl(`ocsp ${issuer} -reqout @request.der`);
    const answered = [
      await pki('ocsp @request.der --out @good.der --json'),
      await pki(`ocsp @request.der --revoked ${serialNumber}:affiliationChanged --out @bad.der`),
    ] as const;
    for (const ended of answered) {
      well(t, ended);
    }
    t.like(JSON.parse(answered[0].stdout), {kind: 'digital-signature', generation: 3, known: true});
    const responded = (name: string): string =>
      openssl(`ocsp -respin @${name} -no_nonce ${issuer} -CAfile @anchors/anchors.pem`).said;
    t.regex(responded('good.der'), /: good[\s\S]*Response verify OK/);
    t.regex(responded('bad.der'), /: revoked[\s\S]*affiliationChanged/);
    const [good, bad, words, masked, shown, list] = [
      await verify('@own.pem --trust @anchors/anchors.pem --ocsp @good.der'),
      await verify('@own.pem --trust @anchors/anchors.pem --ocsp @good.der @bad.der'),
      await pki('show @bad.der --lang ja'),
      await pki('show @own.pem --json'),
      await pki('show @own.pem --show-personal'),
      await pki('show @own.csr'),
    ] as const;
    const question = {certificate: 'own.pem', trust: 'anchors/anchors.pem'};
    const lines = [
      {...question, ocsp: 'good.der'},
      {...question, ocsp: ['good.der', 'bad.der']},
    ];
    writeFileSync(path('own.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));
    t.deepEqual(reasons(await verify('--batch @own.jsonl')), ['valid', 'revoked']);
    t.regex(good.said, /valid \(valid\)/);
    t.notRegex(good.said, /not checked/);
    t.is(bad.status, 1);
    t.regex(bad.said, /not valid \(revoked\)[\s\S]*affiliationChanged since/);
    t.regex(words.stdout, /OCSP応答[\s\S]*revoked \(失効\)[\s\S]*affiliationChanged/);
    t.like(JSON.parse(masked.stdout).objects[0], {serialNumber, name: null, address: null, birthDate: null});
    t.regex(shown.stdout, /policy +1\.2\.392\.200149\.8\.5\.1\.0\.20 \(digital signature, test\)/);
    t.regex(shown.stdout, /name +見本　太郎\n[\s\S]*birth date +31985/);
    t.regex(list.stdout, /PKCS#10.*\n +key +rsa 2048/);
  },
);

judged(
  'PKCS#12 and keys go to files of their owner alone, under a pass phrase that openssl insists on',
  async (t) => {
    const {pki, openssl, path} = bench(t);
    const made = [
      await pki('export pkcs12 --password-file @secret --out @adult.p12'),
      await pki('export key --password-file @secret --out @key.pem'),
      await pki('export key --plain --kind user-authentication --out @plain.der --json'),
      await pki('export chain --seed 3 --out @chain.crt'),
    ] as const;
    for (const ended of made) {
      well(t, ended);
      t.false(ended.said.includes(passPhrase));
    }
    for (const name of ['adult.p12', 'key.pem', 'plain.der']) {
      t.is(statSync(path(name)).mode & 0o777, 0o600, name);
    }
    t.is(openssl('pkcs12 -in @adult.p12 -noout -passin file:@secret').status, 0);
    t.regex(openssl('pkcs12 -in @adult.p12 -noout -passin file:@wrong').said, /invalid password/);
    t.is(openssl('pkey -in @key.pem -noout -passin file:@secret').status, 0);
    t.not(openssl('pkey -in @key.pem -noout -passin file:@wrong').status, 0);
    t.is(openssl('pkey -inform DER -in @plain.der -noout').status, 0);
    t.is(readFileSync(path('chain.crt'), 'utf8').split('BEGIN CERTIFICATE').length, 3);
    const [outside, inside, refused, again] = [
      await pki('show @adult.p12'),
      await pki('show @adult.p12 --password-file @secret --json'),
      await pki('show @adult.p12 --password-file @wrong'),
      await pki('export pkcs12 --password-file @secret --out @adult.p12'),
    ] as const;
    t.regex(outside.stdout, /MAC +HMAC-SHA-1\n/);
    t.like(JSON.parse(inside.stdout).objects[0], {
      kind: 'pkcs12',
      keys: '1',
      friendlyName: 'adult digital-signature',
    });
    t.is(refused.status, 2);
    t.regex(refused.said, /KZS-PKI-PKCS12/);
    t.is(again.status, 2);
    t.regex(again.said, /KZS-CLI-FILE-EXISTS/);
    well(t, await pki('export key --plain --force --out @chain.crt'));
    t.is(statSync(path('chain.crt')).mode & 0o777, 0o600);
  },
);

/** Words that cannot be, and a piece of what is said. All end with 2. */
const wrong: readonly (readonly [words: string, said: RegExp])[] = [
  ['', /authorities, issue, export/],
  ['issue', /--persona NAME or --holder FILE/],
  [
    'issue --holder @bad.yaml --csr @order.txt',
    /KZS-PKI-HOLDER-FILE.*bad\.yaml:2:1.*"addres" is no field.*"address" may be meant/,
  ],
  ['issue --persona adult --csr @order.txt', /PEM or DER was expected/],
  ['issue --persona adult --csr @broken.der', /KZS-PKI-REQUEST/],
  ['issue --persona adult --public-key @broken.der', /a public key .* was expected/],
  ['issue --persona nobody', /KZS-PERSONA-UNKNOWN/],
  ['export pkcs12 --out @x.p12', /pass phrase was expected in the file/],
  ['export pkcs12 --password-file @short --out @x.p12', /KZS-PKI-PASS-PHRASE/],
  ['export pkcs12 --password-file @secret', /--out FILE was expected/],
  ['export key --plain', /--out FILE was expected/],
  ['export certificate --plain', /--plain goes with key/],
  ['export certificate --persona under-15', /a certificate for digital-signature was expected/],
  ['crl --revoked 12:lost', /"lost"/],
  ['crl --revoked xyz', /serial number in hex/],
  ['crl --generation 99', /--generation was expected to be at most/],
  ['crl --certificate @order.txt', /PEM or DER/],
  ['sign @nowhere.txt', /nowhere\.txt/],
  ['sign @order.txt --out @order.txt', /KZS-CLI-FILE-EXISTS/],
  ['show @order.txt', /PEM or DER/],
  ['show @broken.der', /a certificate, a revocation list.* was expected/],
];

test('what cannot be is refused with a reason, and nothing is written', async (t) => {
  const {pki, path} = bench(t);
  writeFileSync(path('bad.yaml'), 'name: 見本\naddres: somewhere\n');
  writeFileSync(path('broken.der'), Buffer.from('3003020101', 'hex'));
  writeFileSync(path('short'), 'abc\n');
  for (const [words, said] of wrong) {
    const ended = await pki(words);
    t.is(ended.status, 2, `${words}: ${ended.said}`);
    t.regex(ended.said, said);
    t.regex((await pki(`${words} --lang ja`)).said, /[ぁ-んァ-ン]/);
  }
  t.false(existsSync(path('x.p12')));
});

served(
  'a card in a PC/SC reader signs too, with the password from a file, and tells a wrong one',
  async (t) => {
    const {verify, pki, path} = bench(t);
    writeFileSync(path('password'), 'abc123\n');
    const signAs = (secret: string): Promise<Ended> =>
      kazasu(t, [
        'exec',
        '--persona',
        'adult',
        '--',
        process.execPath,
        program,
        'pki',
        'sign',
        path('order.txt'),
        '--force',
        '--password-file',
        path(secret),
      ]);
    const refused = await signAs('wrong');
    t.not(refused.status, 0);
    t.regex(refused.said, /KZS-CARD-WRONG-PIN/);
    t.false(refused.said.includes('correct horse'));
    t.false(existsSync(path('order.txt.p7s')));
    well(t, await signAs('password'));
    well(t, await pki('authorities --out @anchors'));
    t.regex((await verify('@order.txt.p7s --trust @anchors/anchors.pem')).said, /: valid/);
  },
);
