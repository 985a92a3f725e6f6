import type {CardConnection} from '../../terminal/pcsc/port.ts';
import {type Claim, ok, rejects, select} from './port-contract.ts';
import {testCommand} from './test-commands.ts';

const begins = (connection: CardConnection): Promise<unknown> => connection.beginTransaction();
const reconnects = (connection: CardConnection): Promise<unknown> => connection.reconnect('reset');

/** What the port promises where several connections meet on one card. */
export const sharingClaims: readonly Claim[] = [
  {
    title: 'shared connections share, an exclusive one keeps the others out and is kept out by them',
    card: 'in',
    async run(t, {names}, port) {
      const first = await port.connect(names[0]);
      const second = await port.connect(names[0]);
      t.deepEqual(Uint8Array.from(await second.transmit(select)), ok);
      await rejects(t, port.connect(names[0], {share: 'exclusive'}), 'KZS-PCSC-SHARING');
      await first.disconnect();
      await second.disconnect();
      const alone = await port.connect(names[0], {share: 'exclusive'});
      await rejects(t, port.connect(names[0]), 'KZS-PCSC-SHARING');
      await rejects(t, port.connect(names[0], {share: 'exclusive'}), 'KZS-PCSC-SHARING');
      await alone.disconnect();
    },
  },
  {
    title: 'a transaction keeps another connection waiting until it ends',
    card: 'in',
    needs: 'transactions',
    refusal: begins,
    async run(t, {names}, port) {
      const holder = await port.connect(names[0]);
      const other = await port.connect(names[0]);
      const order: string[] = [];
      await holder.beginTransaction();
      const waiting = other.transmit(select).then(() => order.push('other'));
      for (const step of ['one', 'two', 'three']) {
        await holder.transmit(testCommand.delay(20));
        order.push(step);
      }
      await holder.endTransaction();
      await waiting;
      t.deepEqual(order, ['one', 'two', 'three', 'other']);
      const second = other.beginTransaction().then(() => order.push('other begins'));
      await second;
      await other.endTransaction();
      await Promise.all([holder.disconnect(), other.disconnect()]);
    },
  },
  {
    title: 'six connections waiting for one transaction do not keep its holder from ending it',
    card: 'in',
    needs: 'transactions',
    refusal: begins,
    async run(t, {names}, port) {
      const holder = await port.connect(names[0]);
      const others = await Promise.all(Array.from({length: 6}, () => port.connect(names[0])));
      await holder.beginTransaction();
      const begun = others.map(async (other) => {
        await other.beginTransaction();
        await other.endTransaction();
        return 'had its turn';
      });
      await holder.transmit(testCommand.delay(50));
      await holder.endTransaction();
      t.deepEqual(
        await Promise.all(begun),
        Array.from({length: 6}, () => 'had its turn'),
      );
      await Promise.all([holder, ...others].map((connection) => connection.disconnect()));
    },
  },
  {
    title: 'a reconnection with reset clears the card, and the other connection is told before it goes on',
    card: 'in',
    needs: 'reconnect',
    refusal: reconnects,
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      const other = await port.connect(names[0]);
      await card.transmit(testCommand.setMark);
      t.is((await other.transmit(testCommand.readMark))[0], 1);
      await card.reconnect('reset');
      t.is((await card.transmit(testCommand.readMark))[0], 0);
      await rejects(t, other.transmit(select), 'KZS-PCSC-CARD-RESET');
      await other.reconnect('leave');
      t.deepEqual(Uint8Array.from(await other.transmit(select)), ok);
      await Promise.all([card.disconnect(), other.disconnect()]);
    },
  },
  {
    title: 'a disconnection leaves the card as it is, resets it or takes its power, as asked',
    card: 'in',
    async run(t, {names}, port) {
      for (const [disposition, left] of [
        ['leave', 1],
        ['reset', 0],
        ['unpower', 0],
      ] as const) {
        const card = await port.connect(names[0]);
        const watcher = await port.connect(names[0]);
        await card.transmit(testCommand.setMark);
        await card.disconnect(disposition);
        if (disposition === 'leave') {
          t.is((await watcher.transmit(testCommand.readMark))[0], left);
        }
        await watcher.disconnect();
        const after = await port.connect(names[0]);
        t.is((await after.transmit(testCommand.readMark))[0], left, disposition);
        await after.disconnect('reset');
      }
    },
  },
];
