import test, {type ExecutionContext} from 'ava';
import {jpkiFiles} from '../../emulator/applications/jpki/application.ts';
import {tokenInformation, tokenLabels} from '../../emulator/applications/jpki/token-information.ts';
import {
  Card,
  cardProfileNamed,
  memoryStore,
  stateOf,
  timingProfileNamed,
  vpcdLink,
} from '../../emulator/index.ts';
import {fromHex, realClock, systemRandom, toHex} from '../../protocol/index.ts';
import {
  noIsolation,
  openInProcessPort,
  openKoffiPort,
  type PcscPort,
  startPrivatePcscd,
} from '../../terminal/index.ts';
import {lacksPcsc} from '../support/kazasu.ts';
import {testCard, testImage, testRsa} from '../support/test-card.ts';

/** Three cards that differ in serial number and ATR; the last byte of an ATR is the XOR of those behind its first. */
const kinds = [
  {serial: '20500101', atr: '3BDA13FF8131FB468012392F31C173C601C03B'},
  {serial: '20500102', atr: '3BDA13FF8131FB468012392F31C173C602C038'},
  {serial: '20500103', atr: '3BDA13FF8131FB468012392F31C173C603C039'},
] as const;

const cardOf = ({serial, atr}: (typeof kinds)[number]): Card => {
  const image = testImage();
  const contents = image.applications['jpki']?.contents ?? {};
  contents['0006'] = Buffer.from(tokenInformation(tokenLabels.myNumberCard, serial)).toString('base64');
  return new Card(
    {
      id: `card-${serial}`,
      profile: {
        ...cardProfileNamed(image.profile),
        name: `variant-${serial}`,
        atr: fromHex(atr),
        contactAtr: fromHex(atr),
      },
      applications: testCard().card.applications,
      persistent: stateOf(image),
      timing: timingProfileNamed('instant'),
    },
    {clock: realClock(), random: systemRandom(), store: memoryStore, rsa: testRsa},
  );
};

const SELECT = '00A4040C0AD392F000260100000001';
const READ_SERIAL = `00B0${(0x80 | jpkiFiles.token).toString(16)}5010`;

/** Talks to every reader at once: each must answer with its own ATR, serial and tries. */
const eachAnswersItsOwn = async (
  t: ExecutionContext,
  port: PcscPort,
  readers: readonly string[],
): Promise<void> => {
  await Promise.all(
    readers.map(async (reader, i) => {
      const kind = kinds[i] ?? kinds[0];
      t.is(toHex((await port.waitForCard(reader, 15_000)).atr ?? new Uint8Array(0)), kind.atr);
      const connection = await port.connect(reader);
      const send = async (hex: string): Promise<string> => toHex(await connection.transmit(fromHex(hex)));
      t.is(await send(SELECT), '9000');
      for (let wrong = 0; wrong < i; wrong += 1) {
        t.is(await send('002000980430303030'), `63C${2 - wrong}`);
      }
      const serial = await send(READ_SERIAL);
      t.is(Buffer.from(serial, 'hex').toString('latin1', 0, 16), kind.serial.padStart(16, '0'));
      t.is(await send('00200098'), `63C${3 - i}`);
      t.is((await send('00CA5F5100')).slice(0, -4), kind.atr.slice(2));
      t.is(await send('002000980431323334'), '9000');
      t.is(
        (await send('802A0297200000000000000000000000000000000000000000000000000000000000000000 00')).length,
        516,
      );
      await connection.disconnect('leave');
    }),
  );
};

test('the ATRs of the three cards are what a reader accepts', (t) => {
  for (const {atr} of kinds) {
    t.is(
      fromHex(atr)
        .slice(1)
        .reduce((sum, byte) => sum ^ byte, 0),
      0,
    );
  }
});

test('three cards in one process, in three embedded readers, each answer their own', async (t) => {
  const readers = kinds.map((kind, i) => ({name: `Embedded Reader ${i}`, card: cardOf(kind)}));
  const port = openInProcessPort(readers);
  t.teardown(() => port.close());
  await eachAnswersItsOwn(
    t,
    port,
    readers.map(({name}) => name),
  );
});

const overPcsc = lacksPcsc === undefined ? test : test.skip;

overPcsc('two cards in one process, in the two slots of one daemon, and a third without one', async (t) => {
  const isolation = noIsolation({en: 'the cards are in this process', ja: 'カードはこのプロセスにあります'});
  const daemon = await startPrivatePcscd({isolation});
  t.teardown(() => daemon.stop());
  const links = daemon.vpcdPorts.map((port, i) => {
    const kind = kinds[i] ?? kinds[0];
    const link = vpcdLink({
      cardId: kind.serial,
      card: cardOf(kind),
      host: '127.0.0.1',
      port,
      clock: realClock(),
    });
    return link;
  });
  t.teardown(() => {
    for (const link of links) {
      link.close();
    }
  });
  await Promise.all(links.map((link) => link.insert()));
  const port = await openKoffiPort({socketPath: daemon.socketPath});
  t.teardown(() => port.close());
  const embedded = openInProcessPort([
    {name: 'first', card: cardOf(kinds[0])},
    {name: 'second', card: cardOf(kinds[1])},
    {name: 'third', card: cardOf(kinds[2])},
  ]);
  t.teardown(() => embedded.close());
  await Promise.all([
    eachAnswersItsOwn(t, port, daemon.readerNames),
    eachAnswersItsOwn(t, embedded, ['first', 'second', 'third']),
  ]);
});
