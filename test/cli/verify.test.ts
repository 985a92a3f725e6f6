import {spawnSync} from 'node:child_process';
import {truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {instantOf} from '../../cli/verify/instant.ts';
import {authority, endEntity, root} from '../centre/path/path-case.ts';
import {integer} from '../support/der-builder.ts';
import {entry, policies, revocationList} from '../support/issued.ts';
import {kazasu, ownDirectory} from '../support/kazasu.ts';
import {refusal} from '../support/refusal.ts';

const serial = integer(0x4711);
const policy = '1.2.3.1';
const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64')}\n-----END ${label}-----\n`;

/** The files every question below is about. */
const material = (t: ExecutionContext): string => {
  const folder = ownDirectory(t);
  const between = authority('A', {extensions: [policies(policy)]});
  const holder = endEntity('A', {serial, extensions: [policies(policy)]});
  const files: Readonly<Record<string, string | Buffer>> = {
    'root.der': root,
    'a.pem': `text around it\n${pem('CERTIFICATE', between)}`,
    'card.pem': pem('CERTIFICATE', holder),
    'chain.pem': pem('CERTIFICATE', holder) + pem('CERTIFICATE', between),
    'root.crl': pem('X509 CRL', revocationList({issuer: 'Root'})),
    'empty.crl': revocationList({issuer: 'A'}),
    'revoked.crl': revocationList({issuer: 'A', entries: [entry(serial)]}),
    'broken.der': root.subarray(0, 100),
    'cut.crl': revocationList({issuer: 'A', entries: [entry(serial)]}).subarray(0, 150),
    'cut.pem': pem('CERTIFICATE', between).slice(0, 200) + pem('CERTIFICATE', holder),
    'headless.pem': pem('CERTIFICATE', between).slice(40) + pem('CERTIFICATE', holder),
    'unended.pem': pem('CERTIFICATE', root) + pem('CERTIFICATE', between).slice(0, -6),
    'zero.pem': `0 my root\n${pem('CERTIFICATE', root)}`,
    'big.der': '',
    'text.pem': 'nothing to see',
  };
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
  truncateSync(join(folder, 'big.der'), 600 * 2 ** 20);
  spawnSync('mkfifo', [join(folder, 'pipe.der')]);
  return folder;
};

/** Beside a batch, what would be lost. */
const lost = ['--explicit-policy', '--inhibit-any-policy', '--inhibit-policy-mapping'];

const when = ['--at', '2025-06-01T09:00:00+09:00'];

/** Words of the command, the exit status, and a piece of what is said. */
const table: readonly (readonly [words: string, status: number, said: RegExp])[] = [
  ['card.pem --trust root.der --untrusted a.pem', 0, /valid \(valid\).*[\s\S]*revocation was not checked/],
  ['chain.pem --trust root.der', 0, /valid \(valid\)/],
  ['card.pem --trust root.der', 1, /not valid \(issuer-unknown\)/],
  ['card.pem --trust root.der --untrusted a.pem --crl root.crl --crl empty.crl', 0, /valid \(valid\)/],
  ['card.pem --trust root.der --untrusted a.pem --crl root.crl revoked.crl', 1, /not valid \(revoked\)/],
  ['card.pem --trust root.der --untrusted a.pem --crl root.crl', 1, /not valid \(crl-missing\)/],
  [`card.pem --trust root.der --untrusted a.pem --explicit-policy --policy 1.2.4 ${policy}`, 0, /\(valid\)/],
  ['card.pem --trust root.der --untrusted a.pem --explicit-policy --policy 1.2.4', 1, /\(policy\)/],
  ['card.pem --trust root.der --untrusted a.pem --lang ja', 0, /有効.*[\s\S]*失効は確認していません/],
  ['broken.der --trust root.der', 1, /not valid \(unparsable\)[\s\S]*offset/],
  ['card.pem --trust broken.der', 2, /KZS-VERIFY-TRUST.*broken\.der/],
  ['text.pem --trust root.der', 2, /KZS-VERIFY-FILE.*text\.pem/],
  ['card.pem --trust nowhere.pem', 2, /KZS-VERIFY-FILE.*nowhere\.pem/],
  ['card.pem --trust root.der --policy 1.2.x', 2, /KZS-VERIFY-POLICY/],
  ['card.pem', 2, /KZS-CLI-USAGE/],
  ['card.pem --trust root.der --untrusted a.pem --crl root.crl empty.crl revoked.crl', 1, /\(revoked\)/],
  [
    'card.pem --trust root.der --untrusted a.pem --crl root.crl empty.crl cut.crl',
    2,
    /KZS-VERIFY-CRL.*cut\.crl/,
  ],
  [
    'card.pem --trust root.der --crl card.pem',
    2,
    /KZS-VERIFY-FILE: a file with a CRL in PEM or DER was expected/,
  ],
  [
    'cut.pem --trust root.der --untrusted a.pem',
    2,
    /KZS-VERIFY-FILE.*cut\.pem" has a PEM block that is cut off/,
  ],
  ['headless.pem --trust root.der --untrusted a.pem', 2, /KZS-VERIFY-FILE.*cut off/],
  ['chain.pem --trust unended.pem', 2, /KZS-VERIFY-FILE.*unended\.pem.*cut off/],
  ['chain.pem --trust zero.pem', 0, /valid \(valid\)/],
  ['big.der --trust root.der', 2, /KZS-VERIFY-FILE.*629145600 bytes/],
  ['chain.pem --trust root.der --crl big.der', 2, /KZS-VERIFY-FILE.*629145600 bytes/],
  ['pipe.der --trust root.der', 2, /KZS-VERIFY-FILE.*regular file/],
  ['/dev/zero --trust root.der', 2, /KZS-VERIFY-FILE.*regular file/],
  ['chain.pem --trust /dev/zero', 2, /KZS-VERIFY-FILE.*regular file/],
  ['chain.pem --trust root.der --ocsp pipe.der', 2, /KZS-VERIFY-FILE.*regular file/],
  ['- --trust root.der', 2, /KZS-CLI-USAGE.*"-" or an empty name came/],
];

test('each question on the command line ends with its status and says why', async (t) => {
  const folder = material(t);
  const inFolder = (word: string): string => (/^[a-z]+\.[a-z]+$/.test(word) ? join(folder, word) : word);
  const asked = table.map(async ([words, status, said]) => {
    const ended = await kazasu(t, ['verify', ...words.split(' ').map(inFolder), ...when]);
    t.is(ended.status, status, `${words}: ${ended.said}`);
    t.regex(ended.said, said);
  });
  await Promise.all(asked);
});

test('a batch takes no policy switches beside it', async (t) => {
  for (const option of lost) {
    const ended = await kazasu(t, ['verify', '--batch', 'questions.jsonl', option]);
    t.is(ended.status, 2, option);
    t.regex(ended.said, /KZS-CLI-USAGE: --batch takes/);
  }
});

test('a time has its zone, or is a date, and exists', (t) => {
  t.is(instantOf('2025-06-01T09:00:00+09:00'), Date.UTC(2025, 5, 1));
  t.is(instantOf('2024-02-29'), Date.UTC(2024, 1, 29));
  for (const time of ['2025-06-01T09:00:00', '2025-02-29', '2025-13-01', 'now', '']) {
    refusal(t, () => instantOf(time), 'KZS-VERIFY-TIME', 'ISO 8601');
  }
});

test('a batch answers each line in order, the unusable ones too', async (t) => {
  const folder = material(t);
  const question = {
    certificate: 'card.pem',
    trust: ['root.der'],
    untrusted: 'a.pem',
    at: '2025-06-01T00:00:00Z',
  };
  const lines = [
    JSON.stringify({...question, id: 7}),
    JSON.stringify({...question, crls: ['root.crl', 'revoked.crl']}),
    JSON.stringify({...question, at: '2035-01-01'}),
    JSON.stringify({...question, explicitPolicy: true, policies: ['1.2.4']}),
    JSON.stringify({...question, crl: ['revoked.crl']}),
    '{"certificate": ',
    '',
    JSON.stringify({...question, certificate: 'nowhere.pem'}),
    JSON.stringify({...question, certificate: 'big.der'}),
    JSON.stringify({...question, crls: ['root.crl', 'empty.crl', 'cut.crl']}),
    'null',
    JSON.stringify({...question, certificate: 'broken.der'}),
  ];
  const batch = join(folder, 'questions.jsonl');
  writeFileSync(batch, `\uFEFF${lines.join('\n')}`);
  const {status, stdout} = await kazasu(t, ['verify', '--batch', batch]);
  t.is(status, 0);
  const answers = stdout
    .trim()
    .split('\n')
    .map(
      (line) =>
        JSON.parse(line) as {
          id?: number;
          valid: boolean;
          reason: string;
          error?: string;
          message: {ja: string};
        },
    );
  t.deepEqual(
    answers.map(({valid, reason, error}) => [valid, reason, error]),
    [
      [true, 'valid', undefined],
      [false, 'revoked', undefined],
      [false, 'expired', undefined],
      [false, 'policy', undefined],
      [false, 'unusable-input', 'KZS-VERIFY-LINE'],
      [false, 'unusable-input', 'KZS-VERIFY-LINE'],
      [false, 'unusable-input', 'KZS-VERIFY-FILE'],
      [false, 'unusable-input', 'KZS-VERIFY-FILE'],
      [false, 'unusable-input', 'KZS-VERIFY-CRL'],
      [false, 'unusable-input', 'KZS-VERIFY-LINE'],
      [false, 'unparsable', undefined],
    ],
  );
  t.is(answers[0]?.id, 7);
  t.regex(answers.at(-2)?.message.ja ?? '', /questions\.jsonl:11 .*オブジェクト: 無効な入力/);
});
