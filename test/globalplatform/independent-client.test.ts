import {spawn, spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import type {SecureChannelName} from '../../emulator/content-management/secure-channels.ts';
import {type CardImage, stateOf, withState} from '../../emulator/index.ts';
import {capFile} from '../../protocol/cap/index.ts';
import {fromHex, realClock} from '../../protocol/index.ts';
import {type CardBench, openPcscBench} from '../../scenarios/index.ts';
import {lacksPcsc} from '../support/kazasu.ts';
import {bareImage} from '../support/managed-card.ts';

const program = fileURLToPath(new URL('../../../test/globalplatform/independent_client.py', import.meta.url));
/** Debian's own: its modules are installed for it alone. */
const python = '/usr/bin/python3';

/** What a machine lacks for this test; undefined when it can run. */
const lacking =
  lacksPcsc ??
  (spawnSync(python, ['-c', 'import cryptography, smartcard.scard']).status === 0
    ? undefined
    : 'python3-pyscard and python3-cryptography');

// One daemon at a time: libpcsclite keeps to one socket in a process.
const test = (lacking === undefined ? anyTest.serial : anyTest.serial.skip) as TestFn['serial'];

interface Step {
  readonly step: string;
  readonly ok: boolean;
  readonly error?: string;
}

/** Runs the client to its end; its steps, and what it said besides. */
const ran = async (bench: CardBench, args: readonly string[]): Promise<{steps: Step[]; said: string}> => {
  const child = spawn(python, [program, '--reader', bench.describe.reader, ...args], {
    env: {...process.env, ...bench.environment, PYTHONDONTWRITEBYTECODE: '1'},
  });
  const texts = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  const lines = texts.stdout.split('\n').filter((line) => line !== '');
  return {steps: lines.map((line) => JSON.parse(line) as Step), said: texts.stderr};
};

/** A CAP file on disk, removed when the test ends. */
const capOnDisk = (t: ExecutionContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-cap-'));
  t.teardown(() => rmSync(folder, {recursive: true, force: true}));
  const file = join(folder, 'applet.cap');
  const applets = [fromHex('F04B415A415355CA9001')];
  const own = {aid: fromHex('F04B415A415355CA90'), version: {major: 1, minor: 0}};
  writeFileSync(file, capFile({package: own, applets, padding: 700}));
  return file;
};

/** A card whose domains speak their protocol with another `i` than any that is offered by name. */
const withOption = (name: SecureChannelName, i: number): CardImage => {
  const image = bareImage({secureChannel: name});
  const state = stateOf(image);
  const domains = [...state.content.domains].map(
    ([aid, domain]) => [aid, {...domain, secureChannel: {...domain.secureChannel, i}}] as const,
  );
  return withState(image, {...state, content: {...state.content, domains: new Map(domains)}});
};

const longKey = '404142434445464748494A4B4C4D4E4F5051525354555657';

/** Kinds of card, and the security levels the client goes through. */
const cards: readonly (readonly [
  title: string,
  image: CardImage,
  levels: string,
  more: readonly string[],
])[] = [
  ['SCP03 i=70', bareImage({secureChannel: 'scp03'}), '01,03,11,13,33', []],
  ['SCP03 i=71', bareImage({secureChannel: 'scp03-s16'}), '01,03,11,13,33', []],
  ['SCP03 i=00', bareImage({secureChannel: 'scp03-i00'}), '01,03', []],
  ['SCP03 with AES-192', bareImage({secureChannel: 'scp03-aes-192'}), '01,33', ['--key', longKey]],
  ['SCP02 i=55', bareImage({secureChannel: 'scp02'}), '01,03', []],
  ['SCP02 i=75, whose responses have a MAC', withOption('scp02', 0x75), '01,03,11,13', []],
];

for (const [title, image, levels, more] of cards) {
  test(`a client that shares nothing with us manages a card with ${title}, and is refused where it must be`, async (t) => {
    const bench = await openPcscBench({image, timing: 'instant', clock: realClock()});
    t.teardown(() => bench.close());
    const {steps, said} = await ran(bench, ['--cap', capOnDisk(t), '--levels', levels, ...more]);
    t.deepEqual(
      steps.filter(({ok}) => !ok),
      [],
      said,
    );
    t.is(steps.at(-1)?.step, 'put key in pieces', said);
    t.true(steps.length > 15, said);
  });
}

test('a client with other keys finds the card’s cryptogram wrong', async (t) => {
  const bench = await openPcscBench({image: bareImage(), timing: 'instant', clock: realClock()});
  t.teardown(() => bench.close());
  const {steps} = await ran(bench, ['--cap', capOnDisk(t), '--key', '00'.repeat(16)]);
  t.like(steps.at(-1), {step: 'authenticate 01', ok: false, error: 'card cryptogram'});
});
