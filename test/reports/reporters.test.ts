import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import path from 'node:path';
import test from 'ava';
import {
  type Reporter,
  type ReporterName,
  readResult,
  reporterGroup,
  reporters,
  reportFiles,
} from '../../reports/index.ts';
import {runOf, scenarioResult} from './sample-result.ts';

const whole = runOf(scenarioResult());
const {results: _, finishedAt: __, ...begin} = whole;

test('a reporter that fails is told nothing more, and the others hear everything', async (t) => {
  const heard: string[] = [];
  const listener = (name: string): Required<Reporter> => ({
    name,
    onBegin: () => void heard.push(`${name} begin`),
    onResult: ({id}) => void heard.push(`${name} ${id}`),
    onEnd: async () => void heard.push(`${name} end`),
  });
  const broken: Reporter = {
    ...listener('broken'),
    onResult: () => Promise.reject(new Error('the disk is full')),
  };
  const group = reporterGroup([listener('first'), broken, {name: 'silent'}, listener('last')]);
  await group.onBegin(begin);
  await group.onResult(scenarioResult());
  await group.onEnd(whole);
  t.deepEqual(heard, [
    'first begin',
    'broken begin',
    'last begin',
    'first jpki/login',
    'last jpki/login',
    'first end',
    'last end',
  ]);
  t.deepEqual(
    group.failures.map(({id, message}) => [
      id,
      message.includes('broken') && message.includes('the disk is full'),
    ]),
    [['KZS-REPORT-FAILED', true]],
  );
});

test('each format writes its file whole into a directory it makes, and leaves nothing else', async (t) => {
  const base = await mkdtemp(path.join(tmpdir(), 'kazasu-reports-'));
  t.teardown(() => rm(base, {recursive: true}));
  const directory = path.join(base, 'deep', 'out');
  const printed: string[] = [];
  const context = {
    directory,
    language: 'ja',
    colour: false,
    print: (text: string) => void printed.push(text),
  } as const;
  const names = Object.keys(reporters) as ReporterName[];
  const group = reporterGroup(names.map((name) => reporters[name](context)));
  await group.onEnd(whole);
  await group.onEnd(whole);
  t.deepEqual(group.failures, []);
  t.deepEqual((await readdir(directory)).sort(), Object.values(reportFiles).sort());
  t.deepEqual(readResult(await readFile(path.join(directory, reportFiles.json), 'utf8')), whole);
  t.is(printed.length, 2);
  t.true(printed[0]?.includes('署名を計算'));
});

test('a directory that cannot be made costs the files, not the table', async (t) => {
  const base = await mkdtemp(path.join(tmpdir(), 'kazasu-reports-'));
  t.teardown(() => rm(base, {recursive: true}));
  await writeFile(path.join(base, 'out'), 'a file stands in the way');
  const printed: string[] = [];
  const context = {
    directory: path.join(base, 'out'),
    language: 'en',
    colour: false,
    print: (text: string) => void printed.push(text),
  } as const;
  const group = reporterGroup([reporters.json(context), reporters.table(context)]);
  await group.onEnd(whole);
  t.is(printed.length, 1);
  t.deepEqual(
    group.failures.map(({id, sentence}) => [id, sentence.en.startsWith('the json report')]),
    [['KZS-REPORT-FAILED', true]],
  );
});
