import test from 'ava';
import {fromHex} from '../../../protocol/index.ts';
import {openInProcessPort} from '../../../terminal/pcsc/in-process/in-process-reader.ts';
import {firstProtocol} from '../../../terminal/pcsc/in-process/in-process-slot.ts';
import {testCard, testCommand} from '../../support/test-commands.ts';

const name = 'Embedded Test Reader 0';

test('power comes with the first connection and is kept, reset and taken as the disposition says', async (t) => {
  const card = testCard();
  const port = openInProcessPort([{name, card}]);
  t.deepEqual(card.powerLog, []);
  const first = await port.connect(name);
  const second = await port.connect(name);
  t.deepEqual(card.powerLog, ['on']);
  await second.disconnect('leave');
  await first.reconnect('reset');
  await first.reconnect('leave');
  await first.disconnect('reset');
  t.deepEqual(card.powerLog, ['on', 'reset', 'reset']);
  await (await port.connect(name)).disconnect('unpower');
  t.deepEqual(card.powerLog, ['on', 'reset', 'reset', 'off']);
  await port.connect(name);
  port.remove(name);
  t.deepEqual(card.powerLog, ['on', 'reset', 'reset', 'off', 'on', 'off']);
});

test('a card swapped in one go is a removal and an insertion to those who watch', async (t) => {
  const port = openInProcessPort([{name, card: testCard()}]);
  const seen: string[] = [];
  const stop = new AbortController();
  for await (const {change} of port.watch(stop.signal)) {
    seen.push(change);
    if (seen.length === 2) {
      port.insert(name, testCard());
    } else if (seen.length === 4) {
      stop.abort();
    }
  }
  t.deepEqual(seen, ['attached', 'inserted', 'removed', 'inserted']);
});

test('a transaction that ends with a reset clears the card and disturbs only the others', async (t) => {
  const port = openInProcessPort([{name, card: testCard()}]);
  const [holder, other] = [await port.connect(name), await port.connect(name)];
  await holder.beginTransaction();
  await holder.transmit(testCommand.setMark);
  await holder.endTransaction('reset');
  t.deepEqual([...(await holder.transmit(testCommand.readMark))], [0, 0x90, 0]);
  await t.throwsAsync(other.transmit(testCommand.readMark), {message: /^KZS-PCSC-CARD-RESET/});
  await t.throwsAsync(holder.endTransaction(), {message: /^KZS-PCSC-NOT-TRANSACTED/});
});

test('a command waits for one that takes time, and only for that one', async (t) => {
  const port = openInProcessPort([
    {name, card: testCard()},
    {name: 'Embedded Test Reader 1', card: testCard()},
  ]);
  const [slow, same, elsewhere] = [
    await port.connect(name),
    await port.connect(name),
    await port.connect('Embedded Test Reader 1'),
  ];
  const order: string[] = [];
  await Promise.all([
    slow.transmit(testCommand.delay(20)).then(() => order.push('slow')),
    same.transmit(testCommand.readMark).then(() => order.push('same card')),
    elsewhere.transmit(testCommand.readMark).then(() => order.push('other card')),
  ]);
  t.deepEqual(order, ['other card', 'slow', 'same card']);
});

test('a direct connection needs no card and carries no command', async (t) => {
  const port = openInProcessPort([{name}]);
  const direct = await port.connect(name, {share: 'direct'});
  t.is(direct.protocol, 'direct');
  await t.throwsAsync(direct.transmit(testCommand.readMark), {message: /^KZS-PCSC-UNSUPPORTED/});
});

for (const [atr, protocol] of [
  ['3B00', 'T=0'],
  ['3BE000FF8131FE4514', 'T=1'],
  ['3B8001', 'T=1'],
  ['3B901101', 'T=1'],
  ['3BF711000040', 'T=0'],
] as const) {
  test(`the first protocol of ATR ${atr} is ${protocol}`, (t) => {
    t.is(firstProtocol(fromHex(atr)), protocol);
  });
}

test('an unplugged reader answers its connections alike for good, is in no list, and comes back as another', async (t) => {
  const card = testCard();
  const other = {name: 'Embedded Test Reader 1', card: testCard()};
  const port = openInProcessPort([{name, card}, other]);
  const [first, second] = [await port.connect(name), await port.connect(name)];
  const elsewhere = await port.connect(other.name);
  await first.transmit(testCommand.setMark);
  port.unplug(name);
  t.deepEqual(card.powerLog, ['on', 'off']);
  const gone = {message: /^KZS-PCSC-READER-GONE: .*SCARD_E_READER_UNAVAILABLE 0x80100017/};
  for (const connection of [first, second]) {
    await t.throwsAsync(connection.transmit(testCommand.readMark), gone);
    await t.throwsAsync(connection.beginTransaction(), gone);
    await t.throwsAsync(connection.status(), gone);
    await t.throwsAsync(connection.reconnect('reset'), gone);
  }
  await t.throwsAsync(port.connect(name), {message: /^KZS-PCSC-UNKNOWN-READER/});
  t.throws(() => port.unplug(name), {message: /^KZS-PCSC-UNKNOWN-READER/});
  t.deepEqual(
    (await port.readers()).map((reader) => reader.name),
    [other.name],
  );
  t.deepEqual([...(await elsewhere.transmit(testCommand.readMark))], [0, 0x90, 0]);
  t.throws(() => port.plugIn(other), {message: /^KZS-PCSC-SHARING/});
  port.plugIn({name, card});
  await t.throwsAsync(first.transmit(testCommand.readMark), gone);
  await first.disconnect();
  const again = await port.connect(name);
  t.deepEqual([...(await again.transmit(testCommand.readMark))], [0, 0x90, 0]);
});

test('a reader unplugged in the middle of a command ends it, and those who watch are told', async (t) => {
  const port = openInProcessPort([{name, card: testCard()}]);
  const stop = new AbortController();
  const seen: string[] = [];
  const watching = (async () => {
    for await (const {change} of port.watch(stop.signal)) {
      seen.push(change);
      if (seen.length === 6) {
        stop.abort();
      }
    }
  })();
  const connection = await port.connect(name);
  const answer = t.throwsAsync(connection.transmit(testCommand.mute), {message: /^KZS-PCSC-READER-GONE/});
  port.unplug(name);
  await answer;
  port.plugIn({name, card: testCard()});
  await watching;
  t.deepEqual(seen, ['attached', 'inserted', 'removed', 'detached', 'attached', 'inserted']);
});
