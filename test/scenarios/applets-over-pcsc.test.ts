import {createHmac} from 'node:crypto';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {openCounter} from '../../centre/index.ts';
import {writeCardFile} from '../../emulator/index.ts';
import {personalisationObjects, standardAppletNames, standardApplets} from '../../protocol/applets/index.ts';
import {command, fromHex, type RecordEvent, realClock, systemRandom, toHex} from '../../protocol/index.ts';
import {cardAccess, newCardKeys, openPcscBench} from '../../scenarios/index.ts';
import {type ApduChannel, apduChannel, globalPlatform, readCommonCardId} from '../../terminal/index.ts';
import {managementBench} from '../centre/card-management/management-bench.ts';
import {kazasu, lacksPcsc, ownDirectory} from '../support/kazasu.ts';
import {bareImage} from '../support/managed-card.ts';
import {
  areaSession,
  installed,
  masterKey,
  openService,
  pinBytes,
  servicePin,
  userId,
  usualPersonalisation,
} from '../support/service-card.ts';

// One daemon at a time: libpcsclite keeps to one socket in a process.
const test = (lacksPcsc === undefined ? anyTest.serial : anyTest.serial.skip) as TestFn['serial'];

const stampCard = fileURLToPath(new URL('../../examples/applets/stamp-card.js', import.meta.url));
const stamp = {packageAid: fromHex('F04B415A415355E0'), moduleAid: fromHex('F04B415A415355E001')};
const shopKey = new Uint8Array(16).fill(0x5a);
const commonId = fromHex('4C494252415259000000000000000042');

/** A card in a process of its own behind pcscd, and a channel to it. */
const opened = async (
  t: ExecutionContext,
  cardFile: string,
): Promise<{channel: ApduChannel; events: RecordEvent[]; close: () => Promise<void>}> => {
  const clock = realClock();
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const bench = await openPcscBench({
    image: bareImage(),
    cardFile,
    timing: 'instant',
    clock,
    record,
    applets: [stampCard],
  });
  t.teardown(() => bench.close());
  const port = await bench.port();
  const connection = await port.connect(bench.describe.reader);
  return {
    channel: apduChannel(connection, {clock, record}),
    events,
    async close() {
      await connection.disconnect('leave');
      await bench.snapshot();
      await bench.close();
    },
  };
};

const fill = async (channel: ApduChannel): Promise<void> => {
  const managed = await areaSession(channel, 'extended');
  for (const name of standardAppletNames) {
    const applet = standardApplets[name];
    await installed(managed, applet, 'extended');
    const given =
      name === 'common-card' ? {id: commonId} : {...usualPersonalisation, pin: pinBytes(servicePin)};
    await globalPlatform.personalise(managed, applet.moduleAid, personalisationObjects(given), 'dataObjects');
  }
  await installed(managed, stamp, 'extended');
  await globalPlatform.personalise(managed, stamp.moduleAid, [shopKey]);
};

const addStamp = async (channel: ApduChannel): Promise<string> => {
  await channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: stamp.moduleAid}));
  const {data: challenge} = await channel.send(command({cla: 0, ins: 0x84, p1: 0, p2: 0, ne: 16}));
  const proof = createHmac('sha256', shopKey).update(challenge).update(Uint8Array.of(0x10)).digest();
  const {data, sw} = await channel.send(
    command({cla: 0x80, ins: 0x10, p1: 0, p2: 0, data: proof.subarray(0, 16), ne: 256}),
  );
  return `${toHex(data)} ${sw}`;
};

/** The card management system does the same for a resident's card, and system and card are alike. */
const installAtCounter = async (t: ExecutionContext, channel: ApduChannel): Promise<void> => {
  const access = cardAccess({channel, random: systemRandom()});
  const cardId = await access.cardId();
  const bench = await managementBench({named: ['town-x']});
  await bench.card(cardId);
  const counter = openCounter({management: bench.management, access, areaKeys: newCardKeys});
  const applications = (['type-a', 'common'] as const).map((kind) => ({area: 'ordinance' as const, kind}));
  const token = await bench.token('town-x', 'installer');
  await counter.perform(token, 'op', {kind: 'install', cardId, applications, userId: 'A-001'});
  const area = await access.openArea('ordinance', newCardKeys('ordinance'));
  const instances = (await area.status()).filter(({object}) => object === 'instance');
  t.deepEqual(
    instances.map(({aid, state}) => `${aid} ${state}`),
    bench.store.management.applications
      .find({cardId})
      .map(({aid}) => `${aid} personalised`)
      .sort(),
  );
};

test('over PC/SC the host loads, installs and personalises all three and an applet of a user, each is used, and all is kept', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  writeCardFile(file, bareImage());
  const first = await opened(t, file);
  await fill(first.channel);
  for (const type of ['service-a', 'service-d'] as const) {
    const session = await openService(first.channel, type);
    await session.verifyPin(pinBytes(servicePin));
    t.deepEqual(Buffer.from(await session.readId()), userId, type);
  }
  t.deepEqual(await readCommonCardId(first.channel), commonId);
  t.is(await addStamp(first.channel), '010A 9000 normal processing');
  await installAtCounter(t, first.channel);
  await first.close();
  const said = JSON.stringify(first.events);
  t.regex(said, /"side":"card"/);
  t.regex(said, /"side":"terminal"/);
  for (const secret of [userId, commonId, Buffer.from(servicePin), masterKey, shopKey]) {
    t.false(said.includes(toHex(secret)));
  }

  const second = await opened(t, file);
  const again = await openService(second.channel, 'service-d');
  await again.verifyPin(pinBytes(servicePin));
  t.deepEqual(Buffer.from(await again.readId()), userId);
  t.is(await addStamp(second.channel), '020A 9000 normal processing');
  await second.close();

  const byHand = ['apdu', 'A4040C:F04B415A415355E001=9000', '80120000/00', '--card', file];
  const withModule = await kazasu(t, [...byHand, '--applet', stampCard], {PCSCLITE_CSOCK_NAME: ''});
  t.regex(withModule.stdout, /< 020A 9000/, withModule.said);
  const without = await kazasu(t, byHand, {PCSCLITE_CSOCK_NAME: ''});
  t.regex(without.stdout, /< 6D00/, without.said);
});

test('a module that the card process cannot use is told where the card was asked for', async (t) => {
  const asked = {image: bareImage(), timing: 'instant', clock: realClock(), applets: ['nowhere.js']};
  await t.throwsAsync(openPcscBench(asked), {message: /KZS-APPLET-MODULE: .*expected at nowhere\.js/});
});
