import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import test from 'ava';
import {chosenJobs, fewestOfThread} from '../../cli/run/jobs-option.ts';
import {playInTurn, type RunParts} from '../../cli/run/play-in-turn.ts';
import {playOnThreads} from '../../cli/run/play-on-threads.ts';
import {chooseTiming} from '../../cli/timing/timing-option.ts';
import {KazasuError, virtualClock} from '../../protocol/index.ts';
import {
  type Scenario,
  type ScenarioOutcome,
  scenarios,
  variantsOf,
  withValues,
} from '../../scenarios/index.ts';
import {kazasu, ownDirectory, startKazasu} from '../support/kazasu.ts';

interface Heard {
  readonly outcomes: ScenarioOutcome[];
  readonly events: string[];
  readonly remarks: string[];
  readonly begun: unknown[];
}

const heardOf = (
  options: Partial<RunParts['circumstances']['options']> = {},
): {readonly heard: Heard; readonly parts: RunParts} => {
  const heard: Heard = {outcomes: [], events: [], remarks: [], begun: []};
  const parts: RunParts = {
    circumstances: {
      options: {link: 'in-process', clock: 'virtual', ...options},
      timing: chooseTiming({timing: 'contactless-106', 'timing-seed': '7'}),
      language: 'en',
    },
    clock: virtualClock(new Date('2026-11-23T01:02:03Z')),
    interruptions: {came: undefined, first: new Promise(() => undefined)},
    write: (event) => void heard.events.push(JSON.stringify(event)),
    remark: ({en}) => void heard.remarks.push(en),
    begin: async (bench, settings) => void heard.begun.push({bench, settings}),
  };
  return {heard, parts};
};

const listen = async (heard: Heard, outcomes: AsyncIterable<ScenarioOutcome>): Promise<Heard> => {
  for await (const outcome of outcomes) {
    heard.outcomes.push(outcome);
  }
  return heard;
};

const withVariants = (ids: readonly string[]): readonly Scenario[] =>
  scenarios
    .filter(({id}) => ids.includes(id))
    .flatMap((scenario) => [scenario, ...variantsOf(scenario).slice(0, 3)]);

test('on threads a run comes to the same, to the byte and in the same order, as one scenario after the other', async (t) => {
  const secret = 'KIOSK99';
  const chosen = [
    ...withVariants(['jpki/login', 'applets/type-a', 'lifecycle/loss']),
    ...withVariants(['issuance/delivery']).map((one) => withValues(one, {digitalSignaturePassword: secret})),
  ];
  const person = {persona: 'foreign-resident'};
  const [inTurn, onThreads] = [heardOf(person), heardOf(person)];
  const one = await listen(inTurn.heard, playInTurn(chosen, inTurn.parts));
  const other = await listen(onThreads.heard, playOnThreads(chosen, onThreads.parts, 3));
  t.deepEqual(
    other.outcomes.map(({id}) => id),
    chosen.map(({id}) => id),
  );
  t.is(JSON.stringify(other.outcomes), JSON.stringify(one.outcomes));
  t.true(one.events.length > 500);
  t.deepEqual(other.events, one.events);
  t.deepEqual(other.remarks, one.remarks);
  t.deepEqual(other.begun, one.begun.slice(0, 1));
  const said = JSON.stringify([other.outcomes, other.events]);
  t.deepEqual([said.includes('"***"'), said.includes(secret)], [true, false]);
});

test('what a scenario cannot be played with is told as by one thread, when all before it are over', async (t) => {
  const chosen = withVariants(['jpki/login']);
  const [inTurn, onThreads] = [heardOf({persona: 'nobody'}), heardOf({persona: 'nobody'})];
  const error = await t.throwsAsync(listen(inTurn.heard, playInTurn(chosen, inTurn.parts)), {
    instanceOf: KazasuError,
  });
  const other = await t.throwsAsync(listen(onThreads.heard, playOnThreads(chosen, onThreads.parts, 2)), {
    instanceOf: KazasuError,
  });
  t.is(error?.id, 'KZS-PERSONA-UNKNOWN');
  t.deepEqual([other?.id, other?.sentence], [error?.id, error?.sentence]);
  const late = heardOf();
  const unknown = {...(chosen[0] as Scenario), id: 'mine/gate'};
  const defect = await t.throwsAsync(listen(late.heard, playOnThreads([...chosen, unknown], late.parts, 2)));
  t.regex(defect?.message ?? '', /"mine\/gate", which is not built in/);
  t.is(late.heard.outcomes.length, chosen.length);
});

const deadly: Record<string, readonly [program: string, said: RegExp]> = {
  'a thread that ends': ['process.exit(7)', /jpki\/login.*exit status 7; --jobs 1/],
  'a thread that throws': ['throw new Error("no memory")', /jpki\/login.*no memory; --jobs 1/],
};

for (const [title, [program, said]] of Object.entries(deadly)) {
  test(`${title} is told with the scenario it was given, and ends the run`, async (t) => {
    const {heard, parts} = heardOf();
    const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`);
    const error = await t.throwsAsync(
      listen(heard, playOnThreads(withVariants(['jpki/login']), parts, 2, url)),
      {instanceOf: KazasuError},
    );
    t.is(error?.id, 'KZS-RUN-THREAD');
    t.regex(error?.sentence.en ?? '', said);
  });
}

test('a signal ends a run on threads, with what is over by then', async (t) => {
  const {heard, parts} = heardOf();
  let interrupt: (signal: 'SIGINT') => void = () => undefined;
  const first = new Promise<'SIGINT'>((resolve) => {
    interrupt = resolve;
  });
  for await (const outcome of playOnThreads(
    withVariants(['lifecycle/loss']),
    {...parts, interruptions: {came: undefined, first}},
    2,
  )) {
    heard.outcomes.push(outcome);
    interrupt('SIGINT');
  }
  t.is(heard.outcomes.length, 1);
});

test('Ctrl-C in a run on threads leaves no result, and is 130', async (t) => {
  const out = ownDirectory(t);
  const trace = join(out, 'record.jsonl');
  const words = ['run', 'issuance/*', '--variants', '--clock', 'virtual', '--jobs', '2'];
  const running = startKazasu(t, [...words, '--out', out, '--trace', trace]);
  while (!existsSync(trace) || !readFileSync(trace, 'utf8').includes('"apdu"')) {
    await wait(20);
  }
  running.child.kill('SIGINT');
  const {status, stdout, stderr} = await running.ended;
  t.deepEqual([status, stdout, stderr], [130, '', '']);
  t.false(existsSync(join(out, 'result.json')));
});

test('a run by --jobs 2 prints and writes what one by --jobs 1 does', async (t) => {
  const [one, two] = await Promise.all(
    ['1', '2'].map(async (jobs) => {
      const out = ownDirectory(t);
      const words = ['run', 'jpki/*', '--clock', 'virtual', '--jobs', jobs];
      const {status, stdout} = await kazasu(t, [...words, '--out', out]);
      const files = ['result.json', 'result.tap', 'result.junit.xml'].map((name) =>
        readFileSync(join(out, name), 'utf8').replace(/("(startedAt|finishedAt)": |timestamp=)"[^"]+"/g, ''),
      );
      return {status, stdout, files};
    }),
  );
  t.is(one?.status, 0);
  t.deepEqual(two, one);
});

const virtual = {clock: 'virtual', link: 'auto'};
const many = fewestOfThread * 10;

const jobs: Record<string, readonly [options: Parameters<typeof chosenJobs>[0], count: number, number]> = {
  'as many as processors where there is enough to do': [virtual, many, 4],
  'no more than are worth their start': [virtual, fewestOfThread * 3 + 1, 3],
  'one where there is little to do': [virtual, fewestOfThread, 1],
  'one where there is nothing to do': [virtual, 0, 1],
  'as many as were asked for': [{...virtual, jobs: '7'}, many, 7],
  'no more than there are scenarios': [{...virtual, jobs: '7'}, 3, 3],
  'one on a real clock': [{...virtual, clock: 'real'}, many, 1],
  'one with a card of one’s own': [{...virtual, card: 'card.json'}, many, 1],
  'one with scenarios of one’s own': [{...virtual, scenarios: ['gate.js']}, many, 1],
  'one with a limit of time': [{...virtual, timeout: 5}, many, 1],
};

for (const [title, [options, count, expected]] of Object.entries(jobs)) {
  test(`threads of a run on four processors: ${title}`, (t) => {
    t.is(chosenJobs(options, count, 4), expected);
  });
}

const refused: Record<string, readonly [options: Parameters<typeof chosenJobs>[0], said: RegExp]> = {
  'with a real clock': [{clock: 'real', link: 'auto', jobs: '2'}, /to be 1, but 2 came: on a real clock/],
  'with a card': [{...virtual, card: 'card.json', jobs: '2'}, /share the one card of --card/],
  'with a module': [{...virtual, scenarios: ['gate.js'], jobs: '2'}, /module of --scenarios is loaded once/],
  'with a limit of time': [{...virtual, timeout: 5, jobs: '2'}, /broken off by --timeout/],
  'of none': [{...virtual, jobs: '0'}, /from 1 to 256, but "0" came/],
};

for (const [title, [options, said]] of Object.entries(refused)) {
  test(`several threads are refused ${title}`, (t) => {
    const error = t.throws(() => chosenJobs(options, many, 4), {instanceOf: KazasuError});
    t.is(error?.id, 'KZS-CLI-USAGE');
    t.regex(error?.sentence.en ?? '', said);
  });
}
