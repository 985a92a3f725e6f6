import {execFileSync, spawn} from 'node:child_process';
import {generateKeyPairSync} from 'node:crypto';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {
  type CardImage,
  type CardProcess,
  type CardProcessOptions,
  readCardFile,
  startCardProcess,
  writeCardFile,
} from '../../../emulator/index.ts';
import {clockOrigin, fromHex, type RecordEvent, toHex} from '../../../protocol/index.ts';
import {FakeVpcd} from '../../support/fake-vpcd.ts';
import {testImage} from '../../support/test-card.ts';

const folder = (t: ExecutionContext): string => {
  const path = mkdtempSync(join(tmpdir(), 'kazasu-test-'));
  t.teardown(() => rmSync(path, {recursive: true, force: true}));
  return path;
};

const started = async (
  t: ExecutionContext,
  options: Partial<CardProcessOptions> = {},
): Promise<{vpcd: FakeVpcd; card: CardProcess}> => {
  const vpcd = await FakeVpcd.listen();
  t.teardown(() => vpcd.close());
  const card = await startCardProcess({
    image: testImage(),
    timing: 'instant',
    host: '127.0.0.1',
    port: vpcd.port,
    origin: clockOrigin(),
    ...options,
  });
  t.teardown(() => card.stop());
  await card.insert();
  await vpcd.until(() => vpcd.connected);
  vpcd.tell({kind: 'power-on'});
  return {vpcd, card};
};

const ask = async (vpcd: FakeVpcd, hex: string): Promise<string> => {
  vpcd.tell({kind: 'apdu', bytes: fromHex(hex)});
  return toHex(await vpcd.answer());
};

const alive = (pid: number): boolean => existsSync(`/proc/${pid}`);

test('a card in a process of its own answers, records with masked PINs, and shows itself as an image', async (t) => {
  const events: RecordEvent[] = [];
  const {vpcd, card} = await started(t, {record: (event) => events.push(event)});
  t.is(await ask(vpcd, '00A4040C0AD392F000260100000001'), '9000');
  t.is(await ask(vpcd, '002000980439393939'), '63C2');
  const image = await card.snapshot();
  t.is(image.applications['jpki']?.credentials['0018']?.triesLeft, 2);
  const commands = events.flatMap((event) => (event.type === 'apdu' ? [event.command] : []));
  t.deepEqual(commands, ['00A4040C0AD392F000260100000001', '0020009804********']);
  t.false(JSON.stringify(events).includes('39393939'));
});

test('a try that was used is in the card file before the card answers', async (t) => {
  const file = join(folder(t), 'card.json');
  writeCardFile(file, testImage());
  const {vpcd, card} = await started(t, {file});
  await ask(vpcd, '00A4040C0AD392F000260100000001');
  t.is(await ask(vpcd, '002000980439393939'), '63C2');
  t.is(readCardFile(file).applications['jpki']?.credentials['0018']?.triesLeft, 2);
  process.kill(card.pid, 'SIGKILL');
  t.is((await card.ended)?.id, 'KZS-CARD-PROCESS-ENDED');
  t.is(readCardFile(file).applications['jpki']?.credentials['0018']?.triesLeft, 2);
});

test('stopping a card leaves no process, and ends without an error', async (t) => {
  const {card} = await started(t);
  t.true(alive(card.pid));
  await card.stop();
  t.false(alive(card.pid));
  t.is(await card.ended, undefined);
});

test('a card process ends with its host, also when the host is killed', async (t) => {
  const program = join(folder(t), 'host.mjs');
  writeFileSync(
    program,
    `import {startCardProcess} from ${JSON.stringify(new URL('../../../emulator/index.js', import.meta.url).href)};
     import {testImage} from ${JSON.stringify(new URL('../../support/test-card.js', import.meta.url).href)};
     import {clockOrigin} from ${JSON.stringify(new URL('../../../protocol/index.js', import.meta.url).href)};
     const card = await startCardProcess({image: testImage(), timing: 'instant', host: '127.0.0.1', port: 1, origin: clockOrigin()});
     console.log(card.pid);
     setInterval(() => undefined, 1000);`,
  );
  const host = spawn(process.execPath, [program], {stdio: ['ignore', 'pipe', 'inherit']});
  t.teardown(() => host.kill('SIGKILL'));
  const pid = Number(
    await new Promise<string>((resolve) => host.stdout.once('data', (d) => resolve(String(d)))),
  );
  t.true(alive(pid));
  host.kill('SIGKILL');
  for (let i = 0; i < 100 && alive(pid); i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  t.false(alive(pid));
});

test('a pull fault takes the card away at the command it names', async (t) => {
  const {vpcd, card} = await started(t);
  await card.fault({kind: 'pull', ins: 0xa4, occurrence: 2});
  t.is(await ask(vpcd, '00A4040C0AD392F000260100000001'), '9000');
  vpcd.tell({kind: 'apdu', bytes: fromHex('00A4020C02000A')});
  await vpcd.until(() => !vpcd.connected);
  t.false(vpcd.connected);
});

test('an image of an unknown profile is refused with a sentence', async (t) => {
  const error = await t.throwsAsync(() =>
    startCardProcess({
      image: {...testImage(), profile: 'green-card'},
      timing: 'instant',
      host: '127.0.0.1',
      port: 1,
      origin: clockOrigin(),
    }),
  );
  t.regex(error?.message ?? '', /KZS-CARD-PROFILE-UNKNOWN: .*my-number-card.*"green-card"/);
});

const wrongFiles: Record<string, readonly [content: string, id: string, fragment: RegExp]> = {
  'no JSON': ['{"kind":', 'KZS-CARD-IMAGE', /it is not JSON/],
  'another kind of file': ['{"kind":"shopping-list","version":1}', 'KZS-CARD-IMAGE', /something else/],
  'a newer version': ['{"kind":"kazasu-card","version":2}', 'KZS-CARD-IMAGE', /its version is 2/],
  'a tries counter of minus one': [
    JSON.stringify(testImage()).replace('"triesLeft":3', '"triesLeft":-1'),
    'KZS-CARD-IMAGE',
    /at applications\.jpki\.credentials\.0018\.triesLeft/,
  ],
  'a field it does not know': [JSON.stringify({...testImage(), colour: 'pink'}), 'KZS-CARD-IMAGE', /colour/],
};

for (const [title, [content, id, fragment]] of Object.entries(wrongFiles)) {
  test(`a card file with ${title} is refused and left as it was`, (t) => {
    const file = join(folder(t), 'card.json');
    writeFileSync(file, content);
    const error = t.throws(() => readCardFile(file));
    t.true(error.message.startsWith(id));
    t.regex(error.message, fragment);
    t.true(error.message.includes(file));
    t.is(readFileSync(file, 'utf8'), content);
  });
}

test('a card file that cannot be read or written is a sentence with its path', (t) => {
  t.regex(
    t.throws(() => readCardFile('/nowhere/card.json')).message,
    /KZS-CARD-FILE: .*\/nowhere\/card.json cannot be read/,
  );
  t.regex(
    t.throws(() => writeCardFile('/nowhere/card.json', testImage())).message,
    /KZS-CARD-FILE: .*\/nowhere\/card.json cannot be written/,
  );
});

test('a card image comes back from its file as it was', (t) => {
  const file = join(folder(t), 'card.json');
  writeCardFile(file, testImage());
  t.deepEqual(readCardFile(file), testImage());
});

const rsa1024 = generateKeyPairSync('rsa', {modulusLength: 1024}).privateKey.export({
  format: 'der',
  type: 'pkcs8',
});

const impossibleCards: Record<string, readonly [change: (image: CardImage) => void, fragment: RegExp]> = {
  'a private key that is none': [
    (image) => set(image, 'privateKeys', '0017', 'AAAA'),
    /EF 0017 there is no RSA key/,
  ],
  'a private key of 1,024 bits': [
    (image) => set(image, 'privateKeys', '001A', rsa1024.toString('base64')),
    /EF 001A there is no RSA key of 2048 bits/,
  ],
  'a public key that is none': [(image) => set(image, 'publicKeys', '0016', 'AAAA'), /EF 0016/],
  'more tries than there are': [
    (image) => set(image, 'credentials', '0018', {value: '1234', triesLeft: 4}),
    /EF 0018 4 tries are left of 3/,
  ],
  'a PIN of impossible length': [
    (image) => set(image, 'credentials', '0018', {value: '12345', triesLeft: 3}),
    /EF 0018 the value has 5 bytes/,
  ],
};

const set = (
  image: CardImage,
  kind: 'privateKeys' | 'publicKeys' | 'credentials',
  id: string,
  value: unknown,
): void => {
  const jpki = image.applications['jpki'] as unknown as Record<string, Record<string, unknown>>;
  Object.assign(jpki[kind] ?? {}, {[id]: value});
};

for (const [title, [change, fragment]] of Object.entries(impossibleCards)) {
  test(`a card with ${title} is refused when it is loaded`, async (t) => {
    const image = testImage();
    change(image);
    const options = {image, timing: 'instant', host: '127.0.0.1', port: 1, origin: clockOrigin()};
    const error = await t.throwsAsync(() => startCardProcess(options));
    t.true(error?.message.startsWith('KZS-CARD-IMAGE'));
    t.regex(error?.message ?? '', fragment);
  });
}

test('a pipe, a device or a directory is no card file, and is not waited for', (t) => {
  const pipe = join(folder(t), 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const path of [pipe, '/dev/zero', tmpdir()]) {
    t.regex(t.throws(() => readCardFile(path)).message, /KZS-CARD-FILE: .*no regular file/);
  }
});
