import {spawn} from 'node:child_process';
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import type {RecordEvent} from '../../protocol/index.ts';
import {kazasu, ownDirectory} from '../support/kazasu.ts';
import {dialogueEvents, loginEvents, recordHeader} from '../support/records.ts';

const recordText = (events: readonly RecordEvent[]): string =>
  [recordHeader, ...events].map((line) => `${JSON.stringify(line)}\n`).join('');

const recordFile = (t: ExecutionContext, text: string): string => {
  const path = join(ownDirectory(t), 'record.jsonl');
  writeFileSync(path, text);
  return path;
};

test('kazasu run --trace and kazasu trace show go together: a log-in in words, without colour in a pipe', async (t) => {
  const out = ownDirectory(t);
  const record = join(out, 'login.jsonl');
  const run = await kazasu(t, [
    ...['run', 'jpki/login', '--link', 'in-process', '--clock', 'virtual'],
    ...['--out', out, '--trace', record],
  ]);
  t.is(run.status, 0, run.said);
  const {status, stdout, stderr} = await kazasu(t, ['trace', 'show', record]);
  t.is(status, 0, stderr);
  t.regex(stdout, /both +SELECT JPKI application\n/);
  t.regex(stdout, /both +READ BINARY user authentication certificate, 256 bytes at 260\n/);
  t.regex(stdout, /both +VERIFY user authentication PIN → verified\n/);
  t.regex(stdout, /verdict +pass jpki\/login/);
  t.false(stdout.includes('\u001B'));
  const json = await kazasu(t, ['trace', 'show', record, '--json', '--only', 'VERIFY', '--lang', 'ja']);
  const lines = json.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(
    lines.map(({what, result}) => `${what} → ${result}`),
    ['VERIFY query 利用者証明用暗証番号 → 残り 3 回', 'VERIFY 利用者証明用暗証番号 → 照合成功'],
  );
});

test('A record that a crash cut off is shown and exported up to its last whole line, with one remark', async (t) => {
  const path = recordFile(t, recordText(loginEvents).slice(0, -20));
  const shown = await kazasu(t, ['trace', 'show', path]);
  t.is(shown.status, 0);
  t.is(shown.stderr, `kazasu: ${path} was cut off in line 16; this is what stands before it\n`);
  t.regex(shown.stdout, /verdict +fail jpki\/login: the PIN is wrong\n$/);
  const exported = await kazasu(t, ['trace', 'export', path, '--format', 'pcapng', '--out', '-']);
  t.is(exported.status, 0);
  t.is(exported.stderr.split('\n').length, 2);
  t.true(exported.stdout.includes('VERIFY user authentication PIN'));
});

test('A reader that has had enough ends trace show quietly', async (t) => {
  const path = recordFile(
    t,
    recordText(dialogueEvents(...Array.from({length: 20_000}, () => '00B00000=6986'))),
  );
  const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));
  const script = 'set -o pipefail; "$0" "$1" trace show "$2" | head -n 3';
  const child = spawn('bash', ['-c', script, process.execPath, program, path], {
    env: {...process.env, LANG: 'C'},
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  let complaint = '';
  child.stderr.on('data', (text) => {
    complaint += text;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  t.deepEqual(
    {status, complaint, lines: said.trimEnd().split('\n').length},
    {status: 0, complaint: '', lines: 3},
  );
});

for (const format of ['pcapng', 'chrome-trace', 'otlp']) {
  test(`An export to ${format} replaces a file as a whole, and leaves it alone when the record is broken`, async (t) => {
    const folder = ownDirectory(t);
    const out = join(folder, 'exported');
    writeFileSync(out, 'before');
    const broken = recordFile(t, `${recordText(loginEvents)}{"type":"party"}\n`);
    const failed = await kazasu(t, ['trace', 'export', broken, '--format', format, '--out', out]);
    t.is(failed.status, 2);
    t.regex(failed.stderr, /^kazasu: KZS-RECORD: .* at line 17 type does not fit/);
    t.is(readFileSync(out, 'utf8'), 'before');
    t.deepEqual(readdirSync(folder), ['exported']);
    const whole = recordFile(t, recordText(loginEvents));
    const done = await kazasu(t, ['trace', 'export', whole, '--format', format, '--out', out]);
    t.is(done.status, 0, done.stderr);
    t.true(done.stderr.startsWith(`${out}: `));
    t.true(readFileSync(out, 'utf8').includes('VERIFY user authentication PIN'));
    const printed = await kazasu(t, ['trace', 'export', whole, '--format', format, '--out', '-']);
    t.is(printed.stdout, readFileSync(out, 'utf8'));
  });
}

/** Words behind `kazasu trace`, and what is said; FILE stands for a record. */
const refused: Readonly<Record<string, readonly [words: readonly string[], says: RegExp]>> = {
  'no subcommand': [[], /^kazasu: KZS-CLI-USAGE: /],
  'an unknown subcommand': [['shwo', 'FILE'], /^kazasu: KZS-CLI-USAGE: /],
  'a format nobody knows': [
    ['export', 'FILE', '--format', 'pcap', '--out', 'x'],
    /but is "pcap"; did you mean "pcapng"\?\n$/,
  ],
  'a selection nobody knows': [
    ['show', 'FILE', '--only', 'VERFY'],
    /but is "VERFY"; did you mean "VERIFY"\?\n$/,
  ],
  'a side for a format that has both': [
    ['export', 'FILE', '--format', 'otlp', '--out', 'x', '--side', 'card'],
    /--side goes with --format pcapng/,
  ],
  'a file that is not there': [['show', '/nowhere/record.jsonl'], /^kazasu: KZS-RECORD-FILE: .*ENOENT/],
  'another kind of file': [['show', '/etc/hostname'], /^kazasu: KZS-RECORD: .* at line 1 it is not JSON\n$/],
};

for (const [what, [words, says]] of Object.entries(refused)) {
  test(`kazasu trace refuses ${what} as wrong usage, in one sentence`, async (t) => {
    const path = recordFile(t, recordText(loginEvents));
    const {status, stderr} = await kazasu(t, [
      'trace',
      ...words.map((word) => (word === 'FILE' ? path : word)),
    ]);
    t.is(status, 2, stderr);
    t.regex(stderr, says);
    t.is(stderr.trimEnd().split('\n').length, 1);
    t.false(existsSync('x'));
  });
}
