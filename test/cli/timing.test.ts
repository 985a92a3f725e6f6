import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {exitStatusOf} from '../../cli/exit-status.ts';
import {fitRecords} from '../../cli/timing/fit-record.ts';
import {readTimingProfile, timingProfiles} from '../../emulator/index.ts';
import {KazasuError} from '../../protocol/index.ts';
import {kazasuResultSchema} from '../../reports/index.ts';
import {kazasu, lacksPcsc, ownDirectory} from '../support/kazasu.ts';

const inProcess = ['run', 'jpki/login', '--link', 'in-process', '--clock', 'virtual'];

test('timing show lists the profiles, and shows each figure with its grade and source', async (t) => {
  const list = await kazasu(t, ['timing', 'show']);
  t.is(list.status, 0);
  for (const name of Object.keys(timingProfiles)) {
    t.true(list.stdout.includes(name));
  }
  const {stdout} = await kazasu(t, ['timing', 'show', 'contactless-106']);
  t.regex(stdout, /^commands\.VERIFY +30 ms +5 % +bench-defined +T1$/m);
  t.regex(stdout, /^link\.perByteUs +94\.4 µs +- +standard +S12$/m);
  t.regex(stdout, /^VERIFY a PIN of four digits +40\.2 +2\.3 +42\.5$/m);
  const json = JSON.parse((await kazasu(t, ['timing', 'show', 'contact', '--json'])).stdout);
  t.is(json.dialogues.length, 4);
  t.is(json.commands.VERIFY.reference, 'T1');
  t.regex((await kazasu(t, ['timing', 'show', 'contact', '--lang', 'ja'])).stdout, /4桁の暗証番号を照合/);
});

test('a profile that timing show prints as a file is one that --timing takes', async (t) => {
  const directory = ownDirectory(t);
  const file = join(directory, 'mine.yaml');
  const {stdout} = await kazasu(t, ['timing', 'show', 'contact', '--yaml']);
  writeFileSync(file, stdout.replace('name: my-contact', 'name: mine').replace(/VERIFY: .*/, 'VERIFY: 130'));
  const args = [...inProcess, '--timing', file, '--timing-seed', 'none', '--out', directory];
  const {status, said} = await kazasu(t, args);
  t.is(status, 0, said);
  const {environment, results} = kazasuResultSchema.parse(
    JSON.parse(readFileSync(join(directory, 'result.json'), 'utf8')),
  );
  t.is(environment.timing, 'mine');
  t.is(results[0]?.total.cardMs.toFixed(1), '567.2');
});

const header =
  '{"type":"record","version":1,"product":"x","origin":"2026-01-01T00:00:00.000Z","clock":"real","secrets":"masked"}\n';
const files: Readonly<Record<string, string>> = {
  'bad.yaml': 'kind: kazasu-timing-profile\nversion: 1\ncomands: {}\n',
  'cut.jsonl': `${header}{"type":"ap`,
  'foreign.jsonl': '{"type":"trace"}\n',
  'text.jsonl': 'hello\n',
  'nothing.jsonl': '',
  'odd.jsonl': `${header}{"type":"apdu","side":"terminal"}\n`,
  'backwards.jsonl': `${header}{"type":"apdu","side":"terminal","card":"c","at":2,"end":1,"command":"00A4040C","response":"9000"}\n`,
  'empty.jsonl': header,
  'kept.yaml': 'what was there',
};

/** A directory with all those files, and a check that each is still as it was. */
const filled = (t: ExecutionContext): {place: (name: string) => string; untouched: () => void} => {
  const directory = ownDirectory(t);
  const place = (name: string): string => join(directory, name);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(place(name), text);
  }
  return {
    place,
    untouched() {
      for (const [name, text] of Object.entries(files)) {
        t.is(readFileSync(place(name), 'utf8'), text);
      }
    },
  };
};

/** What is wrong with the command line, and what has to be said. */
const refused: Readonly<Record<string, readonly [args: readonly string[], said: RegExp]>> = {
  'a misspelt profile': [
    ['timing', 'show', 'contactles-106'],
    /KZS-TIMING-PROFILE-UNKNOWN: .*"contactless-106" may be meant/,
  ],
  'a profile file that is missing': [
    [...inProcess, '--timing', 'nowhere/x.yaml'],
    /KZS-TIMING-PROFILE-FILE: .*nowhere\/x\.yaml, but the file cannot be read/,
  ],
  'a profile file with a misspelt field': [
    [...inProcess, '--timing', 'bad.yaml'],
    /KZS-TIMING-PROFILE-FILE: .*bad\.yaml:3:1 "comands" is no field; "commands" may be meant/,
  ],
  'a seed that is no number': [
    [...inProcess, '--timing-seed', '1.5'],
    /--timing-seed is a whole number or none, but "1\.5"/,
  ],
  'a record cut in a line': [
    ['timing', 'fit', 'cut.jsonl', '--out', 'kept.yaml'],
    /cut\.jsonl was cut off in line 2.*KZS-TIMING-FIT: /s,
  ],
};

for (const [what, [args, said]] of Object.entries(refused)) {
  test(`exit status 2, and nothing overwritten: ${what}`, async (t) => {
    const {place, untouched} = filled(t);
    const placed = args.map((arg) => (arg in files ? place(arg) : arg));
    const ended = await kazasu(t, args[0] === 'run' ? [...placed, '--out', place('out')] : placed);
    t.is(ended.status, 2, ended.said);
    t.regex(ended.said, said);
    t.notRegex(ended.said, / at .*\.[jt]s:\d+/);
    untouched();
    t.false(existsSync(place('out/result.json')));
  });
}

/** A record, and what the refusal has to say. */
const unfit: Readonly<Record<string, readonly [id: string, fragment: string]>> = {
  'foreign.jsonl': ['KZS-RECORD', 'foreign.jsonl, but at line 1 it does not begin as a record does'],
  'text.jsonl': ['KZS-RECORD', 'text.jsonl, but at line 1 it is not JSON'],
  'nothing.jsonl': ['KZS-RECORD', 'nothing.jsonl, but at line 1 it does not begin as a record does'],
  'odd.jsonl': ['KZS-RECORD', 'odd.jsonl, but at line 2 '],
  'backwards.jsonl': ['KZS-RECORD', 'backwards.jsonl, but at line 2 it ends before it begins'],
  'missing.jsonl': ['KZS-RECORD-FILE', 'missing.jsonl, but it cannot be read'],
  'empty.jsonl': ['KZS-TIMING-FIT', 'record empty.jsonl of 2026-01-01 has none'],
};

for (const [name, [id, fragment]] of Object.entries(unfit)) {
  test(`no profile is fitted from ${name}, and nothing is overwritten`, async (t) => {
    const {place, untouched} = filled(t);
    const request = {
      records: [place(name)],
      name: 'mine',
      side: undefined,
      out: place('kept.yaml'),
      language: 'en' as const,
    };
    const error = await t.throwsAsync(fitRecords(request), {instanceOf: KazasuError});
    t.is(error?.id, id);
    t.true(error?.sentence.en.includes(fragment), error?.sentence.en);
    t.is(exitStatusOf(error), 2);
    untouched();
  });
}

test('a fit takes neither a built-in name nor the record as its output', async (t) => {
  const {place, untouched} = filled(t);
  const records = [place('empty.jsonl')];
  await t.throwsAsync(
    fitRecords({records, name: 'contact', side: undefined, out: undefined, language: 'en'}),
    {
      message: /"contact" is a profile that is built in/,
    },
  );
  await t.throwsAsync(
    fitRecords({records, name: 'mine', side: undefined, out: place('./empty.jsonl'), language: 'en'}),
    {
      message: /another file than the record/,
    },
  );
  untouched();
});

const pcscTest = lacksPcsc === undefined ? test.serial : test.serial.skip;

pcscTest('a record taken over PC/SC gives a profile that --timing takes', async (t) => {
  const directory = ownDirectory(t);
  const [record, file] = [join(directory, 'login.jsonl'), join(directory, 'mine.yaml')];
  const ran = await kazasu(t, ['run', 'jpki/login', '--link', 'pcsc', '--trace', record, '--out', directory]);
  // A machine that is busy enough misses the budget of the log-in.
  t.true(ran.status === 0 || ran.status === 5, ran.said);
  const fitted = await kazasu(t, ['timing', 'fit', record, '--name', 'mine', '--out', file]);
  t.is(fitted.status, 0, fitted.said);
  t.regex(fitted.stdout, /figures from 15 exchanges of record login\.jsonl of .*: R² [\d.]+, residual p50 /);
  t.regex(fitted.stdout, /warning: fewer than 5 exchanges of .*VERIFY/);
  const profile = readTimingProfile(readFileSync(file, 'utf8'), file);
  // A real clock is never early: the reader's side saw at least what was modelled, up to the fit's own error.
  t.true((profile.commands['COMPUTE DIGITAL SIGNATURE']?.value ?? 0) > 250);
  const again = await kazasu(t, [...inProcess, '--timing', file, '--out', directory]);
  t.is(again.status, 0, again.said);
});
