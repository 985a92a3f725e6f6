import {spawnSync} from 'node:child_process';
import {lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {
  type CardImage,
  keepCardFile,
  readCardFile,
  startCardProcess,
  stateOf,
  writeCardFile,
} from '../../../emulator/index.ts';
import {replaceCardFile} from '../../../emulator/store/file-store.ts';
import {nodeFileSystem} from '../../../emulator/store/file-system.ts';
import {clockOrigin} from '../../../protocol/index.ts';
import {ownDirectory} from '../../support/kazasu.ts';
import {refusal} from '../../support/refusal.ts';
import {testImage} from '../../support/test-card.ts';

const cardFile = (t: ExecutionContext): {folder: string; file: string} => {
  const folder = ownDirectory(t);
  const file = join(folder, 'card.json');
  writeCardFile(file, testImage());
  return {folder, file};
};

const withTries = (triesLeft: number): CardImage => {
  const image = testImage();
  const credential = image.applications['jpki']?.credentials['0018'];
  if (credential) {
    credential.triesLeft = triesLeft;
  }
  return image;
};

const triesIn = (image: CardImage): number | undefined =>
  image.applications['jpki']?.credentials['0018']?.triesLeft;

const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

test('a card file that is kept is refused to everyone else until it is closed', (t) => {
  const {file, folder} = cardFile(t);
  const kept = keepCardFile(file);
  const error = refusal(t, () => keepCardFile(file), 'KZS-CARD-FILE-BUSY', `process ${process.pid} keeps`);
  t.true(error.sentence.en.includes(file));
  refusal(t, () => writeCardFile(file, withTries(1)), 'KZS-CARD-FILE-BUSY', 'one process at a time');
  t.is(triesIn(readCardFile(file)), 3);
  kept.close();
  const again = keepCardFile(file);
  again.close();
  t.deepEqual(readdirSync(folder), ['card.json']);
});

test('two card processes on one file: the second is told which process has it, the first goes on', async (t) => {
  const {file} = cardFile(t);
  const start = (): ReturnType<typeof startCardProcess> =>
    startCardProcess({
      image: testImage(),
      file,
      timing: 'instant',
      host: '127.0.0.1',
      port: 1,
      origin: clockOrigin(),
    });
  const first = await start();
  t.teardown(() => first.stop());
  const error = await t.throwsAsync(start);
  t.regex(error?.message ?? '', new RegExp(`KZS-CARD-FILE-BUSY: .*process ${first.pid} keeps .*card\\.json`));
  t.is((await first.snapshot()).id, 'test-card');
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = await start();
  await second.stop();
  t.false(readdirSync(join(file, '..')).includes('card.json.lock'));
});

const staleLocks: Record<string, () => string> = {
  'of a process that has ended': () => `${deadPid()} 1`,
  'of an earlier process with the id of a running one': () => `${process.pid} 1`,
  'that is empty': () => '',
  'that is no lock': () => 'hello',
};

for (const [title, content] of Object.entries(staleLocks)) {
  test(`a lock ${title} is taken over`, (t) => {
    const {file, folder} = cardFile(t);
    writeFileSync(`${file}.lock`, content());
    const kept = keepCardFile(file);
    t.regex(readFileSync(`${file}.lock`, 'utf8'), new RegExp(`^${process.pid} \\d+$`));
    kept.close();
    t.deepEqual(readdirSync(folder), ['card.json']);
  });
}

test('a card is read from its file only once the file is its own', async (t) => {
  const {file} = cardFile(t);
  const before = readCardFile(file);
  writeCardFile(file, withTries(1));
  const card = await startCardProcess({
    image: before,
    file,
    timing: 'instant',
    host: '127.0.0.1',
    port: 1,
    origin: clockOrigin(),
  });
  t.teardown(() => card.stop());
  t.is(triesIn(await card.snapshot()), 1);
});

test('what a killed process left beside the file is removed and never read', (t) => {
  const {file, folder} = cardFile(t);
  writeFileSync(`${file}.4711.tmp`, JSON.stringify(withTries(2)));
  writeFileSync(`${file}.4712.tmp`, '{"kind":"kaz');
  writeFileSync(`${file}.mine.tmp`, 'of somebody else');
  const kept = keepCardFile(file);
  t.is(triesIn(kept.image), 3);
  kept.close();
  t.deepEqual(readdirSync(folder).sort(), ['card.json', 'card.json.mine.tmp']);
});

for (const [title, content, fragment] of [
  ['a corrupt image', '{"kind":"kazasu-card"', 'not JSON'],
  ['a newer image', '{"kind":"kazasu-card","version":9}', 'its version is 9'],
] as const) {
  test(`${title} is refused with a sentence, left as it was and not locked`, (t) => {
    const folder = ownDirectory(t);
    const file = join(folder, 'card.json');
    writeFileSync(file, content);
    refusal(t, () => keepCardFile(file), 'KZS-CARD-IMAGE', fragment);
    t.is(readFileSync(file, 'utf8'), content);
    t.deepEqual(readdirSync(folder), ['card.json']);
  });
}

test('a card file behind a symbolic link is kept where it lies', (t) => {
  const {file, folder} = cardFile(t);
  const link = join(folder, 'link.json');
  symlinkSync(file, link);
  const kept = keepCardFile(link);
  refusal(t, () => keepCardFile(file), 'KZS-CARD-FILE-BUSY', 'card.json');
  kept.store.write(stateOf(withTries(2)));
  kept.close();
  t.true(lstatSync(link).isSymbolicLink());
  t.is(triesIn(readCardFile(file)), 2);
});

test('a disk that takes a few bytes at a time still gets the whole image', (t) => {
  const {file} = cardFile(t);
  replaceCardFile(file, withTries(2), {
    ...nodeFileSystem,
    write: (handle, bytes) => nodeFileSystem.write(handle, bytes.subarray(0, 1000)),
  });
  t.deepEqual(readCardFile(file), withTries(2));
});

test('a disk that is full keeps the old image and leaves nothing beside it', (t) => {
  const {file, folder} = cardFile(t);
  const full = (): never => {
    throw new Error('ENOSPC: no space left on device, write');
  };
  refusal(
    t,
    () => replaceCardFile(file, withTries(2), {...nodeFileSystem, write: full}),
    'KZS-CARD-FILE',
    'no space left',
  );
  t.deepEqual(readCardFile(file), testImage());
  t.deepEqual(readdirSync(folder), ['card.json']);
});
