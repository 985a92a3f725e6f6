import {execFileSync, spawnSync} from 'node:child_process';
import {X509Certificate} from 'node:crypto';
import {existsSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test from 'ava';
import {displayWidth, kazasuResultSchema} from '../../reports/index.ts';
import {kazasu, lacksPcsc, ownDirectory, refusedKazasu} from '../support/kazasu.ts';

const inProcess = ['--link', 'in-process', '--clock', 'virtual', '--timing-seed', 'none'];

test('run prints the table, and leaves JSON, TAP and JUnit in the directory', async (t) => {
  const out = join(ownDirectory(t), 'results');
  const {status, stdout} = await kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', out]);
  t.is(status, 0);
  t.regex(stdout, /COMPUTE DIGITAL SIGNATURE\s+356\.0\*/);
  t.regex(stdout, /budget B-JPKI\s+MET/);
  t.regex(stdout, /^PASS\s+jpki\/login/m);
  const result = kazasuResultSchema.parse(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')));
  t.is(result.results[0]?.verdict, 'pass');
  t.is(result.environment.timing, 'contactless-106');
  t.is(result.environment.timingSeed, 'none');
  t.regex(readFileSync(join(out, 'result.tap'), 'utf8'), /^ok 1 - jpki\/login/m);
  t.regex(readFileSync(join(out, 'result.junit.xml'), 'utf8'), /<testcase [^>]*jpki/);
});

test('run --json prints the same result that it writes, and nothing else', async (t) => {
  const out = ownDirectory(t);
  const {stdout} = await kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', out, '--json']);
  t.deepEqual(JSON.parse(stdout), JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')));
});

const statuses: Record<string, readonly [args: string[], status: number, said: RegExp]> = {
  'a failed verdict is 1': [
    ['run', 'jpki/login', ...inProcess, '--pin', '0000'],
    1,
    /FAIL .*2 tries are left/,
  ],
  'an unknown scenario is 2': [['run', 'jpki/lgoin'], 2, /KZS-SCENARIO-UNKNOWN: .*jpki\/login/],
  'an unknown persona is 2': [
    ['run', 'jpki/login', ...inProcess, '--persona', 'nobody'],
    2,
    /KZS-PERSONA-UNKNOWN: .*adult.*"nobody"/,
  ],
  'a persona file that cannot be is 2': [
    ['run', 'jpki/login', ...inProcess, '--persona', 'examples/personas/none.yaml'],
    2,
    /KZS-PERSONA-FILE: .*none\.yaml cannot be read/,
  ],
  'a revoked certificate is 1': [
    ['run', 'jpki/login', ...inProcess, '--persona', 'revoked'],
    1,
    /FAIL .*\(revocation\): the certificate is revoked since .*\(cessationOfOperation\)/,
  ],
  'a wrong nonce of the OCSP responder is 1': [
    ['run', 'jpki/login', ...inProcess, '--misbehaviour', 'ocsp-wrong-nonce'],
    1,
    /FAIL .*\(revocation\): the OCSP answer does not repeat the nonce/,
  ],
  'a stale revocation list is 1': [
    ['run', 'jpki/login', ...inProcess, '--misbehaviour', 'crl-stale', '--lang', 'ja'],
    1,
    /FAIL .*\(失効\): 失効情報の有効期限が過ぎています/,
  ],
  'a slow OCSP responder costs nothing but the budget, which is 5': [
    ['run', 'jpki/login', ...inProcess, '--misbehaviour', 'ocsp-slow'],
    5,
    /budget B-JPKI\s+MISSED/,
  ],
  'an unknown misbehaviour is 2': [
    ['run', 'jpki/login', ...inProcess, '--misbehaviour', 'ocsp-wrong-nonse'],
    2,
    /KZS-MISBEHAVIOUR-UNKNOWN: .*"ocsp-wrong-nonce" may be meant/,
  ],
  'an unknown timing profile is 2': [
    ['run', 'jpki/login', ...inProcess, '--timing', 'fast'],
    2,
    /KZS-TIMING-PROFILE-UNKNOWN: .*contactless-106/,
  ],
  'a virtual clock over PC/SC is 2': [
    ['run', '--clock', 'virtual', '--link', 'pcsc'],
    2,
    /--clock virtual goes with --link in-process/,
  ],
  'an unknown option is 2': [['run', '--nope'], 2, /KZS-CLI-USAGE/],
  'an option given twice is 2': [
    ['run', '--pin', '1234', '--pin', '9999'],
    2,
    /--pin was expected once, but came 2 times$/m,
  ],
  'an unknown command is 2': [['rnu'], 2, /KZS-CLI-USAGE: .*run/],
  'no command is 2': [[], 2, /kazasu COMMAND/],
  'a program that is missing is 2': [['exec'], 2, /KZS-CLI-USAGE: .*behind --/],
};

for (const [title, [args, status, said]] of Object.entries(statuses)) {
  test(`exit status: ${title}`, async (t) => {
    const words = args[0] === 'run' && args.length > 1 ? [...args, '--out', ownDirectory(t)] : args;
    const ended = await (status === 2 ? refusedKazasu(words) : kazasu(t, words));
    t.is(ended.status, status, ended.said);
    t.regex(ended.said, said);
    t.notRegex(ended.said, / at .*\.[jt]s:\d+/);
  });
}

test('each command explains itself with an example', async (t) => {
  for (const command of ['run', 'exec', 'serve', 'apdu', 'timing', 'doctor']) {
    const {status, stdout} = await kazasu(t, [command, '--help']);
    t.is(status, 0);
    t.regex(stdout, /Examples:\s+kazasu /);
    t.regex(stdout, /Exit status: /);
  }
});

test('messages are Japanese where the locale or --lang is', async (t) => {
  const byLocale = await kazasu(t, ['run', 'x'], {LANG: 'ja_JP.UTF-8'});
  t.regex(byLocale.stderr, /「x」に一致するシナリオはありません。jpki\/login/);
  const byOption = await kazasu(t, [
    'run',
    'jpki/login',
    ...inProcess,
    '--lang',
    'ja',
    '--out',
    ownDirectory(t),
  ]);
  t.regex(byOption.stdout, /センターがログインを認めました/);
});

test('a card file that is no card is refused, and left as it was', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  writeFileSync(file, '{"kind":"kazasu-card","version":99}');
  const {status, stderr} = await kazasu(t, ['run', 'jpki/login', ...inProcess, '--card', file]);
  t.is(status, 2);
  t.regex(stderr, /KZS-CARD-IMAGE: .*its version is 99/);
  t.is(readFileSync(file, 'utf8'), '{"kind":"kazasu-card","version":99}');
});

test('a card file is made where there is none, and the tries used stay used', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  const out = ownDirectory(t);
  const login = (pin: string) =>
    kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', out, '--card', file, '--pin', pin]);
  t.regex((await login('0000')).stderr, /made the card .*card\.json for the persona "adult"/);
  t.true(existsSync(file));
  t.regex((await login('0000')).stdout, /1 try is left/);
  t.is((await login('1234')).status, 0);
  t.regex((await login('0000')).stdout, /2 tries are left/);
});

test('a card from a persona file works by its own file later, with its own PIN and what the centre holds against it', async (t) => {
  const directory = ownDirectory(t);
  const [persona, card] = [join(directory, 'goro.yaml'), join(directory, 'card.json')];
  writeFileSync(persona, 'holder:\n  name: 見本𠮷　五郎\nsecrets:\n  userAuthenticationPin: "9753"\n');
  const made = await kazasu(t, ['apdu', '--persona', persona, '--card', card, '00A4040C=6A82']);
  t.regex(made.stderr, /the font of the card's pictures lacks 𠮷/);
  t.regex(made.stderr, /made the card .*card\.json for the persona "file-goro"/);
  rmSync(persona);
  const login = () => kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', directory, '--card', card]);
  const first = await login();
  t.is(first.status, 0, first.said);
  const image = JSON.parse(readFileSync(card, 'utf8'));
  const der = Buffer.from(image.applications.jpki.contents['000A'], 'base64');
  const {serialNumber} = new X509Certificate(der);
  image.revocation = {
    reason: 'certificateHold',
    since: '2026-04-01T02:00:00.000Z',
    serialNumbers: [serialNumber],
  };
  writeFileSync(card, JSON.stringify(image));
  const held = await login();
  t.is(held.status, 1);
  t.regex(held.stdout, /the certificate is on hold since 2026-04-01T02:00/);
});

test('apdu sends commands to a card of its own and compares status words', async (t) => {
  const good = await kazasu(t, [
    'apdu',
    'A4040C:D392F000260100000001=9000',
    '200098:39393939=63C2',
    'B08600/15',
  ]);
  t.is(good.status, 0, good.said);
  t.regex(good.stdout, /> 0020009804\*{8}\n< 63C2 verification failed, 2 tries left/);
  t.regex(good.stdout, /4A504B494150494343544F4B454E32 9000/);
  const bad = await kazasu(t, ['apdu', 'A4040C:D392F000260100000001=6A82', '200098']);
  t.is(bad.status, 1);
  t.regex(bad.stderr, /6A82 was expected/);
  t.notRegex(bad.stdout, /00200098/);
  const nonsense = await kazasu(t, ['apdu', 'hello']);
  t.is(nonsense.status, 2);
});

const pcscTest = lacksPcsc === undefined ? test.serial : test.serial.skip;

pcscTest('a log-in over PC/SC passes, with the link’s own floor measured in the same run', async (t) => {
  const out = ownDirectory(t);
  const {status, stdout, said} = await kazasu(t, [
    'run',
    'jpki/login',
    '--link',
    'pcsc',
    '--timing-seed',
    'none',
    '--out',
    out,
  ]);
  // A machine that is busy enough misses the budget, which is no verdict on the log-in.
  t.true(status === 0 || status === 5, said);
  t.regex(stdout, /^PASS\s+jpki\/login /m);
  t.regex(stdout, /link floor\s+\d+ µs back to back, \d+ µs after a wait \(p50, n=40\)/);
  const {environment, results} = kazasuResultSchema.parse(
    JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')),
  );
  t.is(environment.link, 'pcsc');
  t.is(environment.binding, 'koffi');
  t.true((results[0]?.total.cardMs ?? 0) >= 467);
});

const canHide =
  lacksPcsc === undefined &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--mount', 'true']).status === 0;

(canHide ? test.serial : test.serial.skip)(
  'where PC/SC cannot be had, run says so in one line and goes on with the embedded reader',
  (t) => {
    const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));
    const out = ownDirectory(t);
    const hidden = `mount --bind /dev/null /usr/sbin/pcscd && exec "$0" "$1" run jpki/login --timing instant --out "$2"`;
    const {status, stdout, stderr} = spawnSync(
      'unshare',
      ['--mount', 'sh', '-c', hidden, process.execPath, program, out],
      {encoding: 'utf8', env: {...process.env, LANG: 'C.UTF-8'}},
    );
    t.is(status, 0, stdout + stderr);
    t.is(stderr.trim().split('\n').length, 1);
    t.regex(stderr, /PC\/SC cannot be had \(.*pcscd.*apt-get install pcscd\)\); running on the embedded/);
    t.regex(stdout, /in-process/);
  },
);

pcscTest('doctor finds this machine ready and measures the link with and without TCP_QUICKACK', async (t) => {
  const {status, stdout} = await kazasu(t, ['doctor', '--json']);
  t.is(status, 0, stdout);
  const {ready, findings} = JSON.parse(stdout) as {
    ready: boolean;
    findings: {id: string; state: string; found: {en: string}}[];
  };
  t.true(ready);
  t.deepEqual(
    findings.map(({id}) => id),
    ['node', 'pcscd', 'opensc', 'pcsclite', 'opensc-cache', 'isolation', 'exposure', 'link'],
  );
  t.regex(findings.at(-1)?.found.en ?? '', /[\d.]+ ms \(p50 of 20\) with TCP_QUICKACK, [\d.]+ ms without/);
});

test('the launcher without a build says what to run', (t) => {
  const elsewhere = ownDirectory(t);
  const launcher = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));
  execFileSync('mkdir', ['-p', join(elsewhere, 'bin')]);
  writeFileSync(join(elsewhere, 'bin', 'kazasu.js'), readFileSync(launcher));
  writeFileSync(join(elsewhere, 'package.json'), '{"type":"module"}');
  const {status, stderr} = spawnSync(process.execPath, [join(elsewhere, 'bin', 'kazasu.js')], {
    encoding: 'utf8',
  });
  t.is(status, 3);
  t.regex(stderr, /npm start/);
});

test('a report that cannot be written fails the run, and an old one never stands for a new run', async (t) => {
  const directory = ownDirectory(t);
  const blocked = join(directory, 'file');
  writeFileSync(blocked, 'in the way');
  const failed = await kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', blocked]);
  t.is(failed.status, 2, failed.said);
  t.regex(failed.stderr, /KZS-CLI-OUT: --out was expected /);
  const procfs = await kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', '/proc/kazasu']);
  t.is(procfs.status, 2);

  const out = join(directory, 'out');
  t.is((await kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', out])).status, 0);
  t.true(existsSync(join(out, 'result.json')));
  t.is((await kazasu(t, ['run', 'jpki/login', ...inProcess, '--out', out, '--timing', 'nope'])).status, 2);
  t.false(existsSync(join(out, 'result.json')));
});

test('a reader of the output that has had enough breaks nothing, a full disk behind it is told', (t) => {
  const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));
  const sh = (script: string) =>
    spawnSync('sh', ['-c', script, process.execPath, program], {
      encoding: 'utf8',
      env: {...process.env, LANG: 'C.UTF-8'},
    });
  const enough = sh('"$0" "$1" apdu $(yes 00B0 | head -300) | head -1');
  t.is(enough.stdout, '> 00B00000\n');
  t.is(enough.stderr, '');
  const full = sh('"$0" "$1" apdu 00B0 > /dev/full');
  t.is(full.status, 3);
  t.regex(full.stderr, /^kazasu: KZS-CLI-OUTPUT: .*\n$/);
});

test('the record and the card are never one file', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  await kazasu(t, ['apdu', '--card', file, '00B0']);
  const before = readFileSync(file, 'utf8');
  const {status} = await kazasu(t, ['run', 'jpki/login', ...inProcess, '--card', file, '--trace', file]);
  t.is(status, 2);
  t.is(readFileSync(file, 'utf8'), before);
});

test('a card file is not touched by what would leave a certificate of a later day on it', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  await kazasu(t, ['apdu', '--card', file, '00B0']);
  const before = readFileSync(file, 'utf8');
  const {stdout} = await kazasu(t, ['run', 'lifecycle/renew-certificate', ...inProcess, '--card', file]);
  t.regex(stdout, /^INCONCLUSIVE\s+lifecycle\/renew-certificate .*leave out --card$/m);
  t.is(readFileSync(file, 'utf8'), before);
});

test('budgets and a run keep to the columns there are', async (t) => {
  const directory = ownDirectory(t);
  const run = ['run', 'jpki/login', '--clock', 'virtual', '--out', directory];
  for (const words of [['budgets'], ['budgets', '--lang', 'ja'], run]) {
    const {stdout, status, said} = await kazasu(t, words, {COLUMNS: '104'});
    t.is(status, 0, said);
    t.true(Math.max(...stdout.split('\n').map(displayWidth)) <= 104, stdout);
  }
});
