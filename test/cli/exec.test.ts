import {execFile, execFileSync, spawnSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {personaNamed} from '../../emulator/index.ts';
import {realClock} from '../../protocol/index.ts';
import {type CardBench, createTestWorld, openPcscBench} from '../../scenarios/index.ts';
import {
  descendants,
  type Ended,
  kazasu,
  lacksPcsc,
  leftOf,
  openscModule,
  ownDirectory,
  startKazasu,
} from '../support/kazasu.ts';

// One at a time: each brings up a daemon and a card, and the machine has two cores.
const test = (lacksPcsc === undefined ? anyTest.serial : anyTest.serial.skip) as TestFn['serial'];

const exec = (t: ExecutionContext, options: readonly string[], ...command: string[]): Promise<Ended> =>
  kazasu(t, ['exec', ...options, '--', ...command]);

const clock = realClock();
/** The card and the daemon that every program may use that changes neither. */
let shared: Promise<CardBench> | undefined;
const openShared = async (): Promise<CardBench> => {
  const image = await createTestWorld({clock}).cardFor(personaNamed('adult'));
  return openPcscBench({image, timing: 'instant', clock});
};

/** Runs a program on the shared card, with what exec and serve tell a program. */
const onCard = async (command: string, ...args: string[]): Promise<Pick<Ended, 'status' | 'said'>> => {
  shared ??= openShared();
  const {environment} = await shared;
  return new Promise((resolve) => {
    const child = execFile(command, args, {env: {...process.env, ...environment}}, (_, stdout, stderr) =>
      resolve({status: child.exitCode, said: stdout + stderr}),
    );
  });
};

test.after.always('the shared card goes', async () => (await shared)?.close());

const pkcs11 = (...args: string[]): string[] => ['pkcs11-tool', '--module', openscModule, ...args];

const openssl = (...args: string[]): string => execFileSync('openssl', args, {encoding: 'utf8'});

test('OpenSC knows the card for a JPKI card and lists what is on it', async (t) => {
  const script = 'opensc-tool -n && pkcs15-tool -D && pkcs11-tool --module "$0" -L';
  const {status, said} = await onCard('sh', '-c', script, openscModule);
  t.is(status, 0, said);
  for (const part of [
    /^jpki$/m,
    /PIN \[User Authentication PIN\].*?Tries left\s+: 3/s,
    /PIN \[Digital Signature PIN\].*?Tries left\s+: 5/s,
    /Private RSA Key \[User Authentication Key\]/,
    /Private RSA Key \[Digital Signature Key\]/,
    /X\.509 Certificate \[User Authentication Certificate\]/,
    /X\.509 Certificate \[Digital Signature Certificate CA\]/,
    /token label\s+: JPKI \(User Authentication PIN\)/,
    /token label\s+: JPKI \(Digital Signature PIN\)/,
  ]) {
    t.regex(said, part);
  }
});

for (const [token, pin] of [
  ['JPKI (User Authentication PIN)', '1234'],
  ['JPKI (Digital Signature PIN)', 'ABC123'],
] as const) {
  test(`pkcs11-tool --test finds no error on the token ${token}`, async (t) => {
    const words = ['--token-label', token, '--login', '--pin', pin, '--test'];
    const {status, said} = await onCard('pkcs11-tool', '--module', openscModule, ...words);
    t.is(status, 0, said);
    t.regex(said, /^No errors$/m);
    t.regex(said, /SHA256-RSA-PKCS: OK/);
  });
}

test('certificates read through OpenSC are the card’s, and openssl verifies their chains', async (t) => {
  const directory = ownDirectory(t);
  const script = `cd "$0" && for n in 1 3 4; do pkcs15-tool --read-certificate $n > $n.pem || exit 1; done
    pkcs15-tool --read-certificate 2 --verify-pin --auth-id 2 --pin ABC123 > 2.pem`;
  const {status, said} = await onCard('sh', '-c', script, directory);
  t.is(status, 0, said);
  for (const [certificate, ca] of [
    ['1', '3'],
    ['2', '4'],
  ]) {
    t.regex(
      openssl('verify', '-CAfile', join(directory, `${ca}.pem`), join(directory, `${certificate}.pem`)),
      /: OK$/m,
    );
  }
  const refused = await onCard('pkcs15-tool', '--read-certificate', '2');
  t.is(refused.status, 1, 'the signature certificate is not read without its password');
});

test('signatures of both keys made through OpenSC are verified by openssl', async (t) => {
  const directory = ownDirectory(t);
  writeFileSync(join(directory, 'message'), 'to be signed');
  const script = `cd "$0" && M="--module $1"
    pkcs11-tool $M --login --pin 1234 --sign -m SHA256-RSA-PKCS --id 01 -i message -o 1.sig || exit 1
    pkcs11-tool $M --token-label 'JPKI (Digital Signature PIN)' --login --pin ABC123 --sign -m SHA256-RSA-PKCS --id 02 -i message -o 2.sig || exit 2
    pkcs15-tool --read-certificate 1 > 1.pem
    pkcs15-tool --read-certificate 2 --verify-pin --auth-id 2 --pin ABC123 > 2.pem`;
  const {status, said} = await onCard('sh', '-c', script, directory, openscModule);
  t.is(status, 0, said);
  for (const key of ['1', '2']) {
    const file = (ending: string): string => join(directory, `${key}.${ending}`);
    writeFileSync(file('pub'), openssl('x509', '-in', file('pem'), '-noout', '-pubkey'));
    const verified = openssl(
      ...['dgst', '-sha256', '-verify', file('pub'), '-signature', file('sig'), join(directory, 'message')],
    );
    t.regex(verified, /Verified OK/);
  }
});

test('wrong PINs through OpenSC count down, lock the card, and it stays locked in its file', async (t) => {
  const card = join(ownDirectory(t), 'card.json');
  const login = (pin: string): string[] => pkcs11('--login', '--pin', pin, '--sign', '-m', 'SHA256-RSA-PKCS');
  const wrong = await exec(t, ['--card', card], ...login('9999'), '-i', '/etc/hostname', '-o', '/dev/null');
  t.is(wrong.status, 1);
  t.regex(wrong.said, /CKR_PIN_INCORRECT/);
  const script = 'for i in 1 2; do "$@"; done; pkcs15-tool --list-pins';
  const locked = await exec(
    t,
    ['--card', card],
    'sh',
    '-c',
    script,
    'sh',
    ...login('8888'),
    '-i',
    '/etc/hostname',
  );
  t.regex(locked.said, /Tries left\s+: 0/);
  const after = await exec(t, ['--card', card], ...login('1234'), '-i', '/etc/hostname', '-o', '/dev/null');
  t.is(after.status, 1, 'the right PIN does not unlock');
  const image = JSON.parse(readFileSync(card, 'utf8')) as {
    applications: {jpki: {credentials: Record<string, {triesLeft: number}>}};
  };
  t.is(image.applications.jpki.credentials['0018']?.triesLeft, 0);
});

test('two cards at once, each with its own daemon, do not know of each other', async (t) => {
  const spoil = 'pkcs15-tool --verify-pin --auth-id 1 --pin 9999; sleep 1; pkcs15-tool --list-pins';
  const [first, second] = await Promise.all([
    exec(t, [], 'sh', '-c', spoil),
    exec(t, [], 'sh', '-c', 'sleep 1; pkcs15-tool --list-pins'),
  ]);
  t.regex(first.said, /User Authentication PIN\].*?Tries left\s+: 2/s);
  t.regex(second.said, /User Authentication PIN\].*?Tries left\s+: 3/s);
});

test('the exit status of the program is passed through, and its signal too', async (t) => {
  t.is((await exec(t, [], 'sh', '-c', 'exit 42')).status, 42);
  t.is((await exec(t, [], 'sh', '-c', 'kill -TERM $$')).status, 128 + 15);
  const missing = await exec(t, [], 'no-such-program');
  t.is(missing.status, 2);
  t.regex(missing.stderr, /KZS-CLI-PROGRAM: .*no-such-program/);
});

test('the record of a program’s run is whole, in order, and names no PIN', async (t) => {
  const trace = join(ownDirectory(t), 'trace.jsonl');
  await exec(t, ['--persona', 'adult', '--trace', trace], ...pkcs11('--login', '--pin', '1234', '-O'));
  const lines = readFileSync(trace, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(lines[0].type, 'record');
  t.is(lines[0].secrets, 'masked');
  const apdus = lines.filter(({type}) => type === 'apdu');
  t.true(apdus.length > 30);
  t.true(apdus.every(({at, end}, i) => end >= at && (i === 0 || at >= apdus[i - 1].end)));
  t.true(apdus.some(({command}) => command === '0020008004********'));
  t.false(readFileSync(trace, 'utf8').includes('31323334'));
});

test('when the daemon dies, exec says so, ends the program and leaves nothing running', async (t) => {
  const running = startKazasu(t, ['exec', '--', 'sh', '-c', 'echo started; exec sleep 60']);
  await running.until('started');
  const all = descendants(running.child.pid ?? 0);
  const daemon = all.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'pcscd');
  if (daemon === undefined) {
    t.fail('there is no pcscd among the processes that exec started');
    return;
  }
  process.kill(daemon, 'SIGKILL');
  const {status, stderr} = await running.ended;
  t.is(status, 3, stderr);
  t.regex(stderr, /KZS-PCSCD-/);
  t.is(await leftOf(all), 0);
});

test('killed without a chance to clean up, exec still leaves no daemon and no card behind', async (t) => {
  const running = startKazasu(t, ['exec', '--', 'sh', '-c', 'echo started; exec sleep 3']);
  await running.until('started');
  const all = descendants(running.child.pid ?? 0);
  t.true(all.length >= 3);
  running.child.kill('SIGKILL');
  t.is(await leftOf(all), 0);
});

test('serve prints what a program needs, serves it, and ends with Ctrl-C', async (t) => {
  const serving = startKazasu(t, ['serve', '--reader', 'Counter 3', '--json']);
  const {environment, reader} = JSON.parse(await serving.until('}\n')) as {
    environment: Record<string, string>;
    reader: string;
  };
  t.is(reader, 'Counter 3 00 00');
  const listed = execFileSync('opensc-tool', ['-l'], {
    encoding: 'utf8',
    env: {...process.env, ...environment},
  });
  t.regex(listed, /Yes\s+.*Counter 3 00 00/);
  const byHand = await kazasu(t, ['apdu', 'A4040C:D392F000260100000001=9000', 'B08600/32=9000'], environment);
  t.is(byHand.status, 0, byHand.said);
  t.regex(byHand.stdout, /4A504B494150494343544F4B454E32/);
  const all = descendants(serving.child.pid ?? 0);
  serving.child.kill('SIGINT');
  t.is((await serving.ended).status, 0);
  t.is(await leftOf(all), 0);
  t.false(existsSync(environment['PCSCLITE_CSOCK_NAME'] ?? ''));
});

test('Ctrl-C in the terminal is the program’s to answer, and the card stays for it', async (t) => {
  const patient =
    'trap : INT; echo ready; i=0; while [ $i -lt 8 ]; do sleep 0.25; i=$((i+1)); done; opensc-tool -l';
  const running = startKazasu(t, ['exec', '--', 'sh', '-c', patient], {}, {group: true});
  await running.until('ready');
  process.kill(-(running.child.pid ?? 0), 'SIGINT');
  const {status, said} = await running.ended;
  t.is(status, 0, said);
  t.regex(said, /Yes\s+.*Kazasu Virtual Reader/);
});

test('a signal at any moment of the start ends exec, serve and run clean, with its status', async (t) => {
  for (const args of [
    ['exec', '--', 'sleep', '30'],
    ['serve'],
    ['run', '--link', 'pcsc', '--out', ownDirectory(t)],
  ]) {
    for (const afterMs of [450, 700, 1000]) {
      const running = startKazasu(t, args);
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      const all = descendants(running.child.pid ?? 0);
      running.child.kill('SIGTERM');
      const {status, signal, said} = await running.ended;
      // serve ends well when it is told to; whoever was too early for our own handler gets the signal itself.
      t.true(
        status === 143 || (args[0] === 'serve' && status === 0) || signal === 'SIGTERM',
        `${args[0]}: ${said}`,
      );
      t.is(await leftOf(all), 0);
      t.false(existsSync(join(tmpdir(), `kazasu-${running.child.pid}`)), `${args[0]} after ${afterMs} ms`);
    }
  }
});

test('a record that can no longer be written is told once, and the program goes on with its card', async (t) => {
  const link = join(ownDirectory(t), 'trace');
  // 8 KiB: room for the header and some events.
  const limited = `ulimit -f 8; trap '' XFSZ; exec "$0" "$1" exec --trace "$2" -- sh -c 'pkcs15-tool -D && echo still here'`;
  const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'kazasu.js');
  const {status, stdout, stderr} = spawnSync('sh', ['-c', limited, process.execPath, program, link], {
    encoding: 'utf8',
    env: {...process.env, LANG: 'C.UTF-8'},
  });
  t.is(status, 0, stdout + stderr);
  t.regex(stdout, /still here/);
  t.is(stderr.match(/KZS-CLI-RECORD-FILE/g)?.length, 1);
  t.notRegex(stderr, / at .*\.[jt]s:\d+/);
});

test('a directory for temporary files that cannot be used is one sentence', async (t) => {
  const {status, stderr} = await kazasu(t, ['exec', '--', 'true'], {TMPDIR: '/nonexistent'});
  t.is(status, 3, stderr);
  t.regex(stderr, /KZS-PCSCD-DIRECTORY: a directory for the daemon's files was expected in/);
  t.notRegex(stderr, / at .*\.[jt]s:\d+/);
});
