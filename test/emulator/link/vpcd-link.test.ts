import test, {type ExecutionContext} from 'ava';
import {type VpcdLink, vpcdLink} from '../../../emulator/index.ts';
import {type CardPort, fromHex, type RecordEvent, realClock, toHex} from '../../../protocol/index.ts';
import {FakeVpcd} from '../../support/fake-vpcd.ts';
import {cardWithCertificate, testCard} from '../../support/test-card.ts';

const atr = '3BDA13FF8131FB468012392F31C173C601C03B';

/** A reader, a card in it, and what the link recorded; all closed when the test ends. */
const wire = async (
  t: ExecutionContext,
  card: CardPort = testCard().card,
): Promise<{vpcd: FakeVpcd; link: VpcdLink; events: RecordEvent[]}> => {
  const vpcd = await FakeVpcd.listen();
  const events: RecordEvent[] = [];
  const link = vpcdLink({
    cardId: 'test-card',
    card,
    host: '127.0.0.1',
    port: vpcd.port,
    clock: realClock(),
    record: (event) => events.push(event),
  });
  t.teardown(async () => {
    link.close();
    await vpcd.close();
  });
  await link.insert();
  await vpcd.until(() => vpcd.connected);
  return {vpcd, link, events};
};

const ask = async (vpcd: FakeVpcd, hex: string): Promise<string> => {
  vpcd.tell({kind: 'apdu', bytes: fromHex(hex)});
  return toHex(await vpcd.answer());
};

test('the card answers its ATR, and commands once it has power', async (t) => {
  const {vpcd} = await wire(t);
  vpcd.tell({kind: 'atr'});
  t.is(toHex(await vpcd.answer()), atr);
  vpcd.tell({kind: 'power-on'});
  t.is(await ask(vpcd, '00A4040C0AD392F000260100000001'), '9000');
  vpcd.tell({kind: 'power-off'});
  t.is(await ask(vpcd, '00A4040C0AD392F000260100000001'), '6F00');
});

test('messages cut and joined anywhere by the network are understood', async (t) => {
  const {vpcd} = await wire(t);
  vpcd.raw(fromHex('0001'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  vpcd.raw(fromHex('01 0001 04 000F 00A4'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  vpcd.raw(fromHex('040C0AD392F000260100000001'));
  t.is(toHex(await vpcd.answer()), atr);
  t.is(toHex(await vpcd.answer()), '9000');
});

test('an ATR poll is answered while the card computes a signature', async (t) => {
  const {vpcd} = await wire(t);
  vpcd.tell({kind: 'power-on'});
  await ask(vpcd, '00A4040C0AD392F000260100000001');
  await ask(vpcd, '002000980431323334');
  vpcd.tell({kind: 'apdu', bytes: fromHex('802A00970101 00')});
  vpcd.tell({kind: 'atr'});
  t.is(toHex(await vpcd.answer()), atr);
  t.is((await vpcd.answer()).length, 258);
});

test('bytes that are no vpcd message are noted and change nothing', async (t) => {
  const {vpcd, events} = await wire(t);
  vpcd.tell({kind: 'power-on'});
  vpcd.raw(fromHex('0000 0001 03 0001 FF'));
  t.is(await ask(vpcd, '00A4040C0AD392F000260100000001'), '9000');
  t.is(events.filter(({type}) => type === 'fault').length, 3);
});

test('a card whose reader drops it loses its power and comes back', async (t) => {
  const {card} = testCard();
  const {vpcd} = await wire(t, card);
  vpcd.tell({kind: 'power-on'});
  await ask(vpcd, '00A4040C0AD392F000260100000001');
  t.is(await ask(vpcd, '002000980431323334'), '9000');
  vpcd.dropCard();
  await vpcd.until(() => !vpcd.connected);
  await vpcd.until(() => vpcd.connected);
  vpcd.tell({kind: 'power-on'});
  await ask(vpcd, '00A4040C0AD392F000260100000001');
  t.is(await ask(vpcd, '802A00970101 00'), '6982');
});

test('a card waits for a reader that is not there yet', async (t) => {
  const first = await FakeVpcd.listen();
  const {port} = first;
  await first.close();
  const link = vpcdLink({cardId: 'x', card: testCard().card, host: '127.0.0.1', port, clock: realClock()});
  t.teardown(() => link.close());
  const inserted = link.insert();
  await new Promise((resolve) => setTimeout(resolve, 50));
  t.is(link.state, 'searching');
  const vpcd = await FakeVpcd.listen(port);
  t.teardown(() => vpcd.close());
  await inserted;
  t.is(link.state, 'connected');
});

test('a card taken out is gone until it is put in again', async (t) => {
  const {vpcd, link} = await wire(t);
  link.remove();
  await vpcd.until(() => !vpcd.connected);
  t.is(link.state, 'out');
  await link.insert();
  await vpcd.until(() => vpcd.connected);
  vpcd.tell({kind: 'atr'});
  t.is(toHex(await vpcd.answer()), atr);
});

test('a reader that does not listen is not answered without limit', async (t) => {
  const {vpcd} = await wire(t);
  vpcd.pause();
  const before = process.memoryUsage().rss;
  const polls = Buffer.alloc(30_000, Buffer.from('000104', 'hex'));
  for (let i = 0; i < 400; i += 1) {
    vpcd.raw(polls);
    await new Promise((resolve) => setImmediate(resolve));
  }
  // Four million polls would be 84 MB of answers, and several times that in buffers.
  t.true(process.memoryUsage().rss - before < 150e6);
});

test('a file too long for one vpcd message is answered as far as a message goes', async (t) => {
  const card = cardWithCertificate(70_000);
  const {vpcd} = await wire(t, card);
  vpcd.tell({kind: 'power-on'});
  await ask(vpcd, '00A4040C0AD392F000260100000001');
  vpcd.tell({kind: 'apdu', bytes: fromHex('00B08A00 000000')});
  t.is((await vpcd.answer()).length, 65_535);
});

const pulled = test.macro(async (t, moment: 'before' | 'behind', triesLeft: string) => {
  const vpcd = await FakeVpcd.listen();
  const {card} = testCard();
  const pullAt = (command: Uint8Array) => (command[1] === 0x20 ? moment : undefined);
  const link = vpcdLink({cardId: 'x', card, host: '127.0.0.1', port: vpcd.port, clock: realClock(), pullAt});
  t.teardown(async () => {
    link.close();
    await vpcd.close();
  });
  await link.insert();
  await vpcd.until(() => vpcd.connected);
  vpcd.tell({kind: 'power-on'});
  t.is(await ask(vpcd, '00A4040C0AD392F000260100000001'), '9000');
  vpcd.tell({kind: 'apdu', bytes: fromHex('002000980439393939')});
  await vpcd.until(() => !vpcd.connected);
  t.is(link.state, 'out');
  card.powerOn();
  await card.transmit(fromHex('00A4040C0AD392F000260100000001'));
  t.is(toHex(await card.transmit(fromHex('00200098'))), triesLeft);
});

test('a card pulled before a command never does it', pulled, 'before', '63C3');
test('a card pulled behind a command has done it, and its answer is lost', pulled, 'behind', '63C2');
