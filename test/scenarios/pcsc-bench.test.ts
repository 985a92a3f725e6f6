import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {personaNamed} from '../../emulator/index.ts';
import {type RecordEvent, realClock} from '../../protocol/index.ts';
import {
  type CardBench,
  createTestWorld,
  openPcscBench,
  runScenario,
  type ScenarioOutcome,
  scenariosMatching,
  variantsNamed,
} from '../../scenarios/index.ts';
import {descendants, lacksPcsc, leftOf, openscModule} from '../support/kazasu.ts';

// One daemon at a time: libpcsclite keeps to one socket in a process.
const test = (lacksPcsc === undefined ? anyTest.serial : anyTest.serial.skip) as TestFn['serial'];

const opened = async (
  t: ExecutionContext,
): Promise<{bench: CardBench; login: (variant?: string) => Promise<ScenarioOutcome>}> => {
  const clock = realClock();
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const world = createTestWorld({clock, record});
  const persona = personaNamed('adult');
  const image = await world.cardFor(persona);
  const bench = await openPcscBench({image, timing: 'instant', clock, record});
  t.teardown(() => bench.close());
  const [scenario] = scenariosMatching('jpki/login');
  if (!scenario) {
    throw new Error('jpki/login was expected');
  }
  const {secrets} = persona;
  return {
    bench,
    login: (variant) => {
      const [played = scenario] = variant === undefined ? [] : variantsNamed([scenario], variant);
      return runScenario(played, {bench, world, image, timing: 'instant', secrets, events, record});
    },
  };
};

const run = (
  bench: CardBench,
  program: string,
  ...args: string[]
): Promise<{status: number | null; said: string}> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {env: {...process.env, ...bench.environment}});
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    }
    child.on('error', reject);
    child.on('close', (status) => resolve({status, said}));
  });

test('a card pulled while OpenSC signs ends in OpenSC’s own error, and works again when it is back', async (t) => {
  const {bench} = await opened(t);
  const sign = [
    ...['--module', openscModule, '--login', '--pin', '1234', '--sign', '-m', 'SHA256-RSA-PKCS'],
    ...['-i', '/etc/hostname', '-o', '/dev/null'],
  ];
  await bench.fault({kind: 'pull', ins: 0x2a, occurrence: 1});
  const pulled = await run(bench, 'pkcs11-tool', ...sign);
  t.is(pulled.status, 1, pulled.said);
  t.regex(pulled.said, /CKR_/);
  await bench.insert();
  const back = await run(bench, 'pkcs11-tool', ...sign);
  t.is(back.status, 0, back.said);
});

test('a card pulled at any command of a log-in is named as removed, and the next log-in passes', async (t) => {
  const {bench, login} = await opened(t);
  for (const [ins, occurrence] of [
    [0xa4, 1],
    [0xb0, 3],
    [0x20, 2],
    [0x2a, 1],
  ] as const) {
    await bench.fault({kind: 'pull', ins, occurrence});
    const {verdict, reason} = await login();
    t.is(verdict, 'error', reason.en);
    t.regex(reason.en, /removed|went away|gone/);
    await bench.insert();
  }
  t.is((await login()).verdict, 'pass');
});

test('over PC/SC a slow chip misses the budget, the next log-in is as fast as before, and no reader is unplugged', async (t) => {
  const {login} = await opened(t);
  const slow = await login('slow-card');
  t.is(slow.verdict, 'pass', slow.reason.en);
  t.regex(slow.reason.en, /; B-JPKI missed with \d+\.\d ms of at most 2000 ms; no side effect/);
  const usual = await login();
  t.is(usual.verdict, 'pass', usual.reason.en);
  t.is(usual.total.modelledCardMs, 0);
  const unplugged = await login('reader-unplugged-at-verify-pin');
  t.deepEqual([unplugged.verdict, unplugged.reasonId], ['not-applicable', 'link']);
});

test('a daemon that dies in the middle is named, and closing leaves nothing running', async (t) => {
  const {bench, login} = await opened(t);
  const all = descendants(process.pid);
  const daemon = all.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'pcscd');
  t.truthy(daemon);
  process.kill(daemon ?? 0, 'SIGKILL');
  const {verdict, reason} = await login();
  t.is(verdict, 'error');
  t.regex(reason.en, /pcscd|daemon|PC\/SC/);
  await bench.close();
  t.is(await leftOf(all), 0);
});
