import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {personaNamed} from '../../emulator/index.ts';
import {readRecord, realClock} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {kazasu, ownDirectory, refusedKazasu, startKazasu} from '../support/kazasu.ts';

interface Served {
  readonly url: string;
  readonly statusUrl: string;
  readonly adminKeyFile: string;
  readonly adminKey?: string;
  readonly running: ReturnType<typeof startKazasu>;
}

const serve = async (t: ExecutionContext, ...args: string[]): Promise<Served> => {
  const running = startKazasu(t, ['centre', 'serve', '--json', ...args]);
  const line = await running.until('\n');
  return {...JSON.parse(line), running};
};

test('centre serve answers until Ctrl-C; its key is in a file of the owner’s and not on the screen', async (t) => {
  const file = join(ownDirectory(t), 'admin');
  const {url, statusUrl, adminKeyFile, adminKey, running} = await serve(t, '--admin-key-file', file, '-v');
  t.is(adminKeyFile, file);
  t.is(adminKey, undefined);
  t.is(statSync(file).mode & 0o777, 0o600);
  const key = readFileSync(file, 'utf8').trim();
  t.is((await fetch(`${url}/registrar/rules`, {headers: {authorization: `Bearer ${key}`}})).status, 200);
  t.is((await fetch(`${statusUrl}/authorities`)).status, 200);
  running.child.kill('SIGINT');
  const {status, said, stderr} = await running.ended;
  t.is(status, 0, said);
  t.false(said.includes(key));
  t.regex(stderr, /rules 200 given/);
});

test('a key is shown once, when it has just been made and was asked for; a short one is refused', async (t) => {
  const file = join(ownDirectory(t), 'admin');
  const first = await serve(t, '--admin-key-file', file, '--show-keys');
  t.is(first.adminKey, readFileSync(file, 'utf8').trim());
  const second = await serve(t, '--admin-key-file', file, '--show-keys');
  t.is(second.adminKey, undefined);
  writeFileSync(file, 'short');
  const refused = await refusedKazasu(['centre', 'serve', '--admin-key-file', file]);
  t.is(refused.status, 2);
  t.regex(refused.stderr, /16 to 200 letters/);
});

test('a store keeps its card management behind an installation’s key; another key is refused', async (t) => {
  const folder = ownDirectory(t);
  const [store, file] = [join(folder, 'centre.db'), join(folder, 'admin')];
  const {url, running} = await serve(t, '--admin-key-file', file, '--store', store);
  const headers = {
    authorization: `Bearer ${readFileSync(file, 'utf8').trim()}`,
    'content-type': 'application/json',
  };
  const administrator = {name: 'root', password: 'a long enough password'};
  const body = JSON.stringify({name: 'ward', type: 'municipality', municipalityCode: '13221', administrator});
  const issuers = `${url}/registrar/card-management/issuers`;
  t.is((await fetch(issuers, {method: 'POST', headers, body})).status, 201);
  running.child.kill('SIGINT');
  const {said} = await running.ended;
  const keyFile = `${store}.installation-key`;
  t.is(statSync(keyFile).mode & 0o777, 0o600);
  t.false(said.includes(readFileSync(keyFile, 'utf8').trim()));
  writeFileSync(join(folder, 'other'), 'ab'.repeat(32));
  writeFileSync(join(folder, 'short'), 'ab');
  for (const [name, says] of [
    ['other', /KZS-MANAGEMENT-VAULT/],
    ['short', /64 hex digits/],
  ] as const) {
    const args = ['--store', store, '--installation-key-file', join(folder, name)];
    const refused = await refusedKazasu(['centre', 'serve', ...args]);
    t.is(refused.status, 2);
    t.regex(refused.stderr, says);
  }
});

test('relying parties, rules, history and reset serve a running centre; cards of the same seed are verified', async (t) => {
  const folder = ownDirectory(t);
  const trace = join(folder, 'trace.jsonl');
  const {url, adminKeyFile, running} = await serve(
    t,
    '--trace',
    trace,
    '--misbehaviour',
    'http-500',
    '--misbehaviour',
    'http-slow',
  );
  const centre = (...args: string[]) =>
    kazasu(t, ['centre', ...args, '--url', url, '--admin-key-file', adminKeyFile]);
  const keyFile = join(folder, 'shop');
  const party = await centre('party', 'shop', '--key-file', keyFile);
  t.is(party.status, 0, party.said);
  t.is(statSync(keyFile).mode & 0o777, 0o600);
  const key = readFileSync(keyFile, 'utf8').trim();
  t.false(party.said.includes(key));
  const taken = await centre('party', 'shop', '--key-file', keyFile);
  t.is(taken.status, 2);
  t.is(readFileSync(keyFile, 'utf8').trim(), key);

  t.is(JSON.parse((await centre('rules')).stdout).rules.length, 2);
  t.is(JSON.parse((await centre('rules', '--remove', '1')).stdout).rules.length, 1);
  t.is(JSON.parse((await centre('reset')).stdout).rules, 1);
  const added = await centre('rules', '--add', 'http-503', '--operation', 'status', '--times', '1');
  t.like(JSON.parse(added.stdout), {misbehaviour: 'http-503', operation: 'status', times: 1});
  t.is((await centre('rules', '--add', 'http-504')).status, 2);

  const ask = (path: string, body?: unknown) =>
    fetch(`${url}${path}`, {
      headers: {authorization: `Bearer ${key}`, ...(body ? {'content-type': 'application/json'} : {})},
      ...(body ? {method: 'POST', body: JSON.stringify(body)} : {}),
    });
  const image = await createTestWorld({clock: realClock()}).cardFor(personaNamed('adult'));
  const held = Buffer.from(image.applications['jpki']?.contents['000A'] ?? '', 'base64');
  const certificate = held.subarray(0, 4 + held.readUInt16BE(2)).toString('base64');
  const verified = await ask('/verifications', {
    kind: 'user-authentication',
    certificate,
    data: Buffer.from('unsigned').toString('base64'),
    signature: Buffer.alloc(256, 1).toString('base64'),
  });
  const {steps, reason} = (await verified.json()) as {
    reason: string;
    steps: {step: string; outcome: string}[];
  };
  t.is(reason, 'signature-wrong');
  t.deepEqual(
    steps.slice(0, 2).map(({outcome}) => outcome),
    ['passed', 'passed'],
  );
  t.is((await ask('/certificates/0A/status')).status, 503);

  const history = await centre('history', '--party', 'shop', '--lang', 'ja');
  t.regex(history.stdout, /検証者.*\n.*verify.*signature-wrong.*\n.*status.*http-503/);
  running.child.kill('SIGTERM');
  t.is((await running.ended).status, 0);
  const operations = readRecord(readFileSync(trace, 'utf8'), trace).events.flatMap((event) =>
    event.type === 'centre' ? [event.operation] : [],
  );
  t.true(operations.includes('verify'));
  t.false(readFileSync(trace, 'utf8').includes(key));
});

test('beyond loopback a warning is given, and no request chooses its misbehaviour unless that was allowed', async (t) => {
  const asked = async (...args: string[]) => {
    const {url, running} = await serve(t, '--host', '0.0.0.0', ...args);
    const {port} = new URL(url);
    const {status} = await fetch(`http://127.0.0.1:${port}/authorities`, {
      headers: {'kazasu-misbehave': 'http-500'},
    });
    running.child.kill('SIGINT');
    const {stderr} = await running.ended;
    t.regex(stderr, /Warning: 0\.0\.0\.0 can be reached/);
    return status;
  };
  t.deepEqual([await asked(), await asked('--misbehaviour-by-request')], [403, 500]);
});

test('a store serves the seed it was made with, and is refused to another in one sentence', async (t) => {
  const folder = ownDirectory(t);
  const own = ['--store', join(folder, 'centre.db'), '--admin-key-file', join(folder, 'admin')];
  const first = await serve(t, ...own, '--seed', 'one');
  first.running.child.kill('SIGINT');
  t.is((await first.running.ended).status, 0);
  const refused = await refusedKazasu(['centre', 'serve', ...own, '--seed', 'two']);
  t.is(refused.status, 2, refused.said);
  t.regex(refused.stderr, /KZS-CENTRE-STORE-SEED: .*centre\.db belongs to the seed it was made with/);
  await serve(t, ...own, '--seed', 'one');
});

test('what cannot be served is told: wrong words by 2, a port that is taken by 3, a centre that is not there by 3', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.teardown(() => taken.close());
  const address = taken.address();
  const port = String(typeof address === 'object' ? address?.port : '');
  const file = join(ownDirectory(t), 'key');
  writeFileSync(file, 'a-key-of-the-administrator');
  for (const [args, status, says] of [
    [['serve', '--port', 'x'], 2, /--port was expected to be a whole number from 0 to 65535/],
    [['serve', '--status-port', '65536'], 2, /--status-port .* from 0 to 65535, but "65536" came/],
    [['serve', '--lang', 'fr'], 2, /--lang was expected to be en or ja, but "fr" came/],
    [['serve', '--misbehaviour', 'ocsp-slwo'], 2, /"ocsp-slow" may be meant/],
    [['serve', '--port', port], 3, /KZS-CENTRE-LISTEN/],
    [
      ['reset', '--url', 'http://127.0.0.1:1', '--admin-key-file', file],
      3,
      /KZS-CENTRE-UNREACHABLE: .*HTTP clients refuse/,
    ],
    [['reset', '--url', 'centre', '--admin-key-file', file], 2, /http:\/\//],
    [[], 2, /serve, party, rules, history, reset/],
  ] as const) {
    const ended = await refusedKazasu(['centre', ...args]);
    t.is(ended.status, status, ended.said);
    t.regex(ended.stderr, says);
  }
});
