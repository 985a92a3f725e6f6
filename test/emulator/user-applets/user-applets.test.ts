import {execFile} from 'node:child_process';
import {createHmac} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {
  builtInApplets,
  type Card,
  type CardImage,
  type LoadedApplets,
  loadApplets,
  readCardImage,
  withState,
} from '../../../emulator/index.ts';
import {fromHex, KazasuError, type RecordEvent, toHex} from '../../../protocol/index.ts';
import {globalPlatform} from '../../../terminal/index.ts';
import {channelTo, send} from '../../support/issuer.ts';
import {ownDirectory} from '../../support/kazasu.ts';
import {bareImage, lv, managedCard, selecting} from '../../support/managed-card.ts';
import {areaSession, installed} from '../../support/service-card.ts';
import {rubbishCount} from './misbehaving-applet.ts';

const stampCard = fileURLToPath(new URL('../../../examples/applets/stamp-card.js', import.meta.url));
const misbehaving = fileURLToPath(new URL('./misbehaving-applet.js', import.meta.url));
const stampAid = 'F04B415A415355E001';
const misbehavingAid = 'F04B415A41535509E001';
const shopKey = fromHex('A0A1A2A3A4A5A6A7A8A9AAABACADAEAF');

const loaded = async (t: ExecutionContext, ...paths: string[]): Promise<LoadedApplets> => {
  const found = await loadApplets(paths);
  t.teardown(() => found.close());
  return found;
};

/** A card on which all of these are installed; the stamp card knows its shop. */
const cardWith = async (
  {applets}: LoadedApplets,
  image: CardImage = bareImage(),
): Promise<{card: Card; events: RecordEvent[]}> => {
  const {card, events} = managedCard({image, applets: [...builtInApplets, ...applets]});
  const managed = await areaSession(channelTo(card));
  for (const applet of applets) {
    await installed(managed, applet);
    if (toHex(applet.moduleAid) === stampAid) {
      await globalPlatform.personalise(managed, applet.moduleAid, [shopKey]);
    }
  }
  return {card, events};
};

/** What the shop's terminal does: a challenge, and what its key makes of it. */
const asShop = async (card: Card, ins: string, key = shopKey): Promise<string> => {
  const challenge = fromHex((await send(card, '0084000010')).slice(0, 32));
  const proof = createHmac('sha256', key).update(challenge).update(fromHex(ins)).digest().subarray(0, 16);
  return send(card, `80${ins}0000${lv(toHex(proof))}00`);
};

test('the stamp card of the examples is stamped by its shop, read by anybody, and kept in the card image', async (t) => {
  const applets = await loaded(t, stampCard);
  const {card} = await cardWith(applets);
  t.is(await send(card, selecting(stampAid)), '9000');
  t.is(await send(card, '8012000000'), '000A9000');
  t.is(await asShop(card, '10'), '010A9000');
  t.is(await asShop(card, '10', new Uint8Array(16)), '6982', 'another shop');
  t.is(await send(card, `80100000${lv('00'.repeat(16))}00`), '6985', 'a challenge is good for one command');
  t.is(await asShop(card, '14'), '6985', 'no gift yet');
  for (let stamps = 2; stamps <= 10; stamps += 1) {
    t.is((await asShop(card, '10')).slice(0, 2), stamps.toString(16).toUpperCase().padStart(2, '0'));
  }
  const image = readCardImage(JSON.stringify(withState(bareImage(), card.persistent)), 'the image');
  const again = managedCard({image, applets: applets.applets}).card;
  t.is((await send(again, selecting(stampAid))) + (await send(again, '8012000000')), '90000A0A9000');
  t.is(await asShop(again, '14'), '000A9000');
  const without = managedCard({image}).card;
  t.is((await send(without, selecting(stampAid))) + (await send(without, '8012000000')), '90006D00');
});

test('an applet hears of parameters, refuses an installation, and what it refuses is not there', async (t) => {
  const applets = await loaded(t, stampCard);
  const {card} = managedCard({applets: applets.applets});
  const managed = await areaSession(channelTo(card));
  const [applet] = applets.applets;
  await installed(managed, applet ?? t.fail());
  const install = (instance: string, ...parameters: number[]): Promise<unknown> =>
    globalPlatform.installForInstall(managed, {
      loadFile: fromHex('F04B415A415355E0'),
      module: fromHex(stampAid),
      instance: fromHex(instance),
      parameters: Uint8Array.from(parameters),
    });
  await t.throwsAsync(install('F04B415A415355E002', 0), {message: /INSTALL.*6A80/});
  await install('F04B415A415355E003', 3);
  await t.throwsAsync(
    globalPlatform.personalise(managed, fromHex('F04B415A415355E003'), [Uint8Array.of(1)]),
    {
      message: /STORE DATA.*6A80/,
    },
  );
  t.is(await send(card, selecting('F04B415A415355E002')), '6A82');
  await send(card, selecting('F04B415A415355E003'));
  t.is(await send(card, '8012000000'), '00039000');
  t.is(await asShop(card, '10'), '6985', 'without a key nobody stamps it');
});

/** How the misbehaving applet's count goes on, and that the stamp card is as it was. */
const unharmed = async (t: ExecutionContext, card: Card, count: number, title: string): Promise<void> => {
  const shown = count.toString(16).toUpperCase().padStart(2, '0');
  t.is(await send(card, '8010000000'), `${shown}9000`, `${title}: the applet works again`);
  await send(card, selecting(stampAid));
  t.is(await send(card, '8012000000'), '000A9000', `${title}: the other applet is unharmed`);
  await send(card, selecting(misbehavingAid));
};

test('whatever an applet does is 6F00, or nothing, and neither it nor another one loses anything', async (t) => {
  const {card, events} = await cardWith(await loaded(t, misbehaving, stampCard));
  await send(card, selecting(misbehavingAid));
  let count = 0;
  const misdeeds: readonly [string, string, string][] = [
    ['throws', '8012000000', '6F00'],
    ['loops for ever', '8014000000', '6F00'],
    ['waits for ever', '8016000000', '6F00'],
    ['floods the card with messages', '8026000000', '6F00'],
    ['ends its thread', '8018000000', '6F00'],
    ['swallows memory', '8020000000', '6F00'],
    ['prints', '8022000000', '9000'],
    ...Array.from({length: rubbishCount}, (_, p1): [string, string, string] => [
      `answers rubbish ${p1}`,
      `801C${toHex(Uint8Array.of(p1))}000000`.slice(0, 10),
      '6F00',
    ]),
    ['changes what it was given and its own globals', '801A00000411223344', '9000'],
  ];
  for (const [title, command, expected] of misdeeds) {
    t.is(await send(card, command), expected, title);
    if (command.startsWith('801A')) {
      break;
    }
    count += 1;
    await unharmed(t, card, count, title);
  }
  await send(card, selecting(stampAid));
  t.is(await send(card, '8012000000'), '000A9000', 'changed globals are those of its own thread');
  const faults = events.flatMap((event) => (event.type === 'fault' ? [event.message.split('\n')[0]] : []));
  t.regex(faults[0] ?? '', /threw RangeError at misbehaving-applet\.(js|ts):\d+:\d+$/);
  t.false(JSON.stringify(events).includes('secret'), 'what it said of itself is in no record');
});

test('what an applet remembers ends with SELECT and reset, and memory is what was set aside for it', async (t) => {
  const {card} = await cardWith(await loaded(t, misbehaving));
  const session = async (): Promise<string> => send(card, '8024000000');
  const select = (): Promise<string> => send(card, selecting(misbehavingAid));
  await select();
  t.deepEqual([await session(), await session()], ['009000', '019000']);
  await select();
  t.is(await session(), '009000');
  card.reset();
  await select();
  t.is(await session(), '009000');
  t.is(await send(card, '801E000000'), '6A84', 'more than the area has room for');
  t.is(await session(), '019000', 'and what came with it is not remembered either');
  t.is(await send(card, '8010000000'), '019000');
});

const head = "title: {en: 'T', ja: 'T'}, packageAid: 'F0000000E0', moduleAid: 'F0000000E001',";
const row = "{name: 'A', cla: 0x80, ins: 0x10, process: () => ({})}";
const whole = `${head} install: () => null,`;

const badModules: Record<string, readonly [text: string, fragment: RegExp]> = {
  'text that is no JavaScript': ['export const applet = {', /it does not load: /],
  'an import that is not there': ["import './nowhere.js';", /it does not load: .*nowhere\.js/],
  'an error while it loads': ["throw new Error('out of order');", /it does not load: out of order/],
  'an end while it loads': ['process.exit(0);', /it was not loaded/],
  'no export': ['export const other = 1;', /exports nothing of that name/],
  'a default export': ['export default {};', /exports nothing of that name/],
  'something else': [
    'export const applet = 5;',
    /at applet something does not fit: an object was expected, but a number came$/,
  ],
  'no title': [
    'export const applet = {};',
    /at applet\.title something is missing: an object was expected; at applet\.packageAid something is missing/,
  ],
  'a short AID': [
    `export const applet = {title: {en: 'T', ja: 'T'}, packageAid: 'F000', moduleAid: 'F0000000E001', install: () => 1, commands: [${row}]};`,
    /at applet\.packageAid something does not fit: an AID of 5 to 16 bytes in hex was expected/,
  ],
  'no install': [
    `export const applet = {${head} commands: [${row}]};`,
    /at applet\.install something is missing: a function was expected$/,
  ],
  'three faults': [
    "export const applet = {title: {en: 'T'}, packageAid: 'F000', moduleAid: 'F0000000E001', install: () => 1, commands: [{name: 'A', cla: 0x80, ins: 0x10, proces: () => ({})}]};",
    /but at applet\.title\.ja something is missing: a text was expected; at applet\.packageAid something does not fit: an AID of 5 to 16 bytes in hex was expected; at applet\.commands\[0\]\.process something is missing; "proces" stands there instead: a function was expected$/,
  ],
  'no command': [
    `export const applet = {${whole} commands: []};`,
    /at applet\.commands something does not fit: at least 1 entries were expected$/,
  ],
  'a class of its own': [
    `export const applet = {${whole} commands: [{name: 'A', cla: 0xb0, ins: 0x10, process: () => ({})}]};`,
    /at applet\.commands\[0\]\.cla something does not fit: 0x00 or 0x80 was expected/,
  ],
  'an instruction that none can be': [
    `export const applet = {${whole} commands: [{name: 'A', cla: 0x80, ins: 0x61, process: () => ({})}]};`,
    /at applet\.commands\[0\]\.ins something does not fit: an instruction is never 6X or 9X/,
  ],
  'a process that is none': [
    `export const applet = {${whole} commands: [{name: 'A', cla: 0x80, ins: 0x10, process: 1}]};`,
    /at applet\.commands\[0\]\.process something does not fit: a function was expected/,
  ],
  SELECT: [
    `export const applet = {${whole} commands: [{name: 'A', cla: 0, ins: 0xa4, process: () => ({})}]};`,
    /at applet\.commands\[0\] something does not fit: SELECT is the card’s own/,
  ],
  'one instruction twice': [
    `export const applet = {${whole} commands: [${row}, ${row}]};`,
    /two rows have the same class and instruction/,
  ],
  'the AID of 業務タイプA': [
    `export const applet = {title: {en: 'T', ja: 'T'}, packageAid: 'F04B415A4153550201', moduleAid: 'F0000000E001', install: () => 1, commands: [${row}]};`,
    /are not free: "Service type A" has one of them/,
  ],
};

for (const [title, [text, fragment]] of Object.entries(badModules)) {
  test(`a module with ${title} is refused with its path and what was expected`, async (t) => {
    const path = join(ownDirectory(t), 'shop.mjs');
    writeFileSync(path, text);
    const error = await t.throwsAsync(loadApplets([path]), {instanceOf: KazasuError});
    t.true(error?.message.startsWith('KZS-APPLET-MODULE: a JavaScript module that exports `applet`'));
    t.true(error?.message.includes(`expected at ${path}, but `));
    t.regex(error?.message ?? '', fragment);
  });
}

test('a module that is not there, is a folder, or is TypeScript says so', async (t) => {
  const folder = join(ownDirectory(t), 'folder.js');
  mkdirSync(folder);
  const refused = async (path: string, fragment: RegExp): Promise<unknown> =>
    t.throwsAsync(loadApplets([path]), {instanceOf: KazasuError, message: fragment});
  await refused('nowhere/shop.js', /expected at nowhere\/shop\.js, but there is no ordinary file/);
  await refused(folder, /there is no ordinary file/);
  if (!(process.features as {typescript?: unknown}).typescript) {
    await refused('examples/applets/stamp-card.ts', /it is TypeScript.*compile it and name the \.js file/);
  }
});

test('two modules with the same AIDs are one too many', async (t) => {
  await t.throwsAsync(loadApplets([stampCard, stampCard]), {message: /"Stamp card" has one of them/});
});

test('a program ends though it leaves applets open', async (t) => {
  const path = join(ownDirectory(t), 'program.mjs');
  const emulator = new URL('../../../emulator/index.js', import.meta.url).href;
  writeFileSync(
    path,
    `import {loadApplets} from ${JSON.stringify(emulator)};
    const {applets} = await loadApplets([${JSON.stringify(stampCard)}]);
    const random = {bytes: (n) => new Uint8Array(n)};
    const {contents} = applets[0].install({parameters: Uint8Array.of(7), privileges: 0, random});
    console.log(Buffer.from(contents.get(1)).toString());`,
  );
  const {stdout} = await promisify(execFile)(process.execPath, [path], {timeout: 60_000});
  t.is(stdout, '{"key":"","stamps":0,"goal":7}\n');
});
