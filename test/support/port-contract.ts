import {readdirSync, readFileSync} from 'node:fs';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import type {ExecutionContext} from 'ava';
import type {CardConnection, PcscCapabilities, PcscPort, ReaderEvent} from '../../terminal/pcsc/port.ts';
import type {PortBench} from './port-benches.ts';
import {testAtr, testCommand} from './test-commands.ts';

/** One promise of the port, and how it is tried. */
export interface Claim {
  readonly title: string;
  readonly card: 'in' | 'out' | 'any';
  /** Without this capability the binding has to refuse what `refusal` does. */
  readonly needs?: keyof PcscCapabilities;
  readonly refusal?: (connection: CardConnection) => Promise<unknown>;
  readonly needsService?: true;
  run(t: ExecutionContext, bench: PortBench, port: PcscPort): Promise<void>;
}

const select = Uint8Array.of(0x00, 0xa4, 0x04, 0x0c, 0x01, 0xaa);
const ok = Uint8Array.of(0x90, 0x00);
const longWaitMs = 10_000;

/** Rejects with a KazasuError of this id. */
export const rejects = async (t: ExecutionContext, what: Promise<unknown>, id: string): Promise<void> => {
  const error = await t.throwsAsync(what);
  t.is((error as {id?: unknown}).id, id, error.message);
};

const next = async (events: AsyncIterator<ReaderEvent>): Promise<string> => {
  const {value} = await events.next();
  const event = value as ReaderEvent;
  return `${event.change} ${event.reader}`;
};

/** Waits until the port itself sees the reader empty. */
export const untilEmpty = async (port: PcscPort, reader: string): Promise<void> => {
  const stop = new AbortController();
  let present = true;
  for await (const event of port.watch(stop.signal)) {
    if (event.reader === reader) {
      present =
        event.change === 'inserted' || (event.change === 'attached' && (await isPresent(port, reader)));
      if (!present) {
        stop.abort();
      }
    }
  }
};

const isPresent = async (port: PcscPort, reader: string): Promise<boolean> =>
  (await port.readers()).some((state) => state.name === reader && state.present);

const begins = (connection: CardConnection): Promise<unknown> => connection.beginTransaction();
const reconnects = (connection: CardConnection): Promise<unknown> => connection.reconnect('reset');

/** npm pcsclite keeps a socket for each closed connection until its object is collected. */
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const threads = (): number => Number(/Threads:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

export const claims: readonly Claim[] = [
  {
    title: 'readers are listed by name, and an empty one is not present',
    card: 'out',
    async run(t, {names}, port) {
      t.deepEqual(
        await port.readers(),
        names.map((name) => ({name, present: false})),
      );
    },
  },
  {
    title: 'connecting to an empty reader, to no reader, and waiting in vain each say so',
    card: 'out',
    async run(t, {names}, port) {
      await rejects(t, port.connect(names[0]), 'KZS-PCSC-NO-CARD');
      await rejects(t, port.connect('No Such Reader 00 00'), 'KZS-PCSC-UNKNOWN-READER');
      await rejects(t, port.waitForCard(names[0], 30), 'KZS-PCSC-NO-CARD');
    },
  },
  {
    title: 'a watch begins with what is there and tells of insertion and removal until it is aborted',
    card: 'out',
    async run(t, bench, port) {
      const stop = new AbortController();
      const events = port.watch(stop.signal)[Symbol.asyncIterator]();
      t.deepEqual(
        [await next(events), await next(events)],
        bench.names.map((name) => `attached ${name}`),
      );
      await bench.insert(1);
      t.is(await next(events), `inserted ${bench.names[1]}`);
      await bench.remove(1);
      t.is(await next(events), `removed ${bench.names[1]}`);
      const last = events.next();
      stop.abort();
      t.true((await last).done);
    },
  },
  {
    title: 'waiting for a card ends with the card that comes, and its ATR',
    card: 'out',
    async run(t, bench, port) {
      const waiting = port.waitForCard(undefined, longWaitMs);
      await bench.insert(0);
      t.deepEqual(await waiting, {name: bench.names[0], present: true, atr: testAtr});
    },
  },
  {
    title: 'a connection knows its reader, ATR and protocol, and answers a command',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      t.is(card.reader, names[0]);
      t.deepEqual(card.atr, testAtr);
      t.is(card.protocol, 'T=1');
      t.deepEqual(Uint8Array.from(await card.transmit(select)), ok);
      t.deepEqual(await card.status(), {name: names[0], present: true, atr: testAtr});
      await card.disconnect();
    },
  },
  {
    title: 'commands and replies of every length pass, up to the 65,535 bytes of a vpcd message',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      for (const length of [2, 3, 257, 258, 259, 4_098, 32_770, 65_535]) {
        const reply = await card.transmit(testCommand.reply(length));
        t.is(reply.length, length);
        t.true(reply.subarray(0, -2).every((byte, i) => byte === (i & 0xff)) && reply.at(-2) === 0x90);
        const command = new Uint8Array(Math.max(length, 5)).fill(0x11);
        t.deepEqual(Uint8Array.from(await card.transmit(command)), ok);
      }
      await card.disconnect();
    },
  },
  {
    title: 'commands given together are answered in their order',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      const lengths = [300, 2, 40, 7];
      const replies = await Promise.all(lengths.map((length) => card.transmit(testCommand.reply(length))));
      t.deepEqual(
        replies.map((reply) => reply.length),
        lengths,
      );
      await card.disconnect();
    },
  },
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
  {
    title: 'a control code the driver does not know is refused, and the card goes on',
    card: 'in',
    async run(t, {names}, port) {
      const card = await port.connect(names[0]);
      await rejects(t, card.control(0x42000d48, new Uint8Array(0)), 'KZS-PCSC-UNSUPPORTED');
      t.deepEqual(Uint8Array.from(await card.transmit(select)), ok);
      await card.disconnect();
    },
  },
  {
    title: 'a disconnected connection and a closed port say that they are closed',
    card: 'in',
    async run(t, bench, port) {
      const [reader] = bench.names;
      const card = await port.connect(reader);
      await card.disconnect();
      await card.disconnect();
      await rejects(t, card.transmit(select), 'KZS-PCSC-CLOSED');
      await rejects(t, card.status(), 'KZS-PCSC-CLOSED');
      const second = await bench.open();
      const open = await second.connect(reader);
      const waiting = second.waitForCard(bench.names[1], longWaitMs);
      await Promise.all([rejects(t, waiting, 'KZS-PCSC-CLOSED'), second.close()]);
      await second.close();
      await rejects(t, open.transmit(select), 'KZS-PCSC-CLOSED');
      await rejects(t, second.readers(), 'KZS-PCSC-CLOSED');
      await rejects(t, second.connect(reader), 'KZS-PCSC-CLOSED');
    },
  },
  {
    title: 'a card pulled between two commands is reported as removed',
    card: 'in',
    async run(t, bench, port) {
      const card = await port.connect(bench.names[0]);
      await card.transmit(select);
      await bench.remove(0);
      await rejects(t, card.transmit(select), 'KZS-PCSC-CARD-REMOVED');
      t.false((await card.status()).present);
      await card.disconnect();
    },
  },
  {
    title: 'a card pulled in the middle of a command is reported as removed, then and later',
    card: 'in',
    async run(t, bench, port) {
      const card = await port.connect(bench.names[0]);
      const answer = rejects(t, card.transmit(testCommand.mute), 'KZS-PCSC-CARD-REMOVED');
      await bench.remove(0);
      await answer;
      await rejects(t, card.transmit(select), 'KZS-PCSC-CARD-REMOVED');
      await card.disconnect();
      await untilEmpty(port, bench.names[0]);
      await bench.insert(0);
      await port.waitForCard(bench.names[0], longWaitMs);
      const again = await port.connect(bench.names[0]);
      t.deepEqual(Uint8Array.from(await again.transmit(select)), ok);
      await again.disconnect();
    },
  },
  {
    title: 'fifty ports opened and closed one after the other leave no thread and no open file behind',
    card: 'in',
    async run(t, {names, ...bench}) {
      const cycle = async (): Promise<void> => {
        const port = await bench.open();
        await port.waitForCard(names[0], longWaitMs);
        const card = await port.connect(names[0]);
        await card.transmit(select);
        await port.close();
      };
      await cycle();
      const before = {files: openFiles(), threads: threads()};
      for (let i = 0; i < 50; i += 1) {
        await cycle();
      }
      collectGarbage();
      t.true(threads() <= before.threads + 2, `threads ${before.threads} → ${threads()}`);
      t.true(openFiles() <= before.files + 4, `open files ${before.files} → ${openFiles()}`);
    },
  },
  {
    title: 'a service that dies is named, and the port works again with the next one',
    card: 'in',
    needsService: true,
    async run(t, bench, port) {
      const card = await port.connect(bench.names[0]);
      const watching = port.watch(new AbortController().signal)[Symbol.asyncIterator]();
      await next(watching);
      await bench.replaceService?.();
      await rejects(t, card.transmit(select), 'KZS-PCSC-NO-SERVICE');
      await rejects(
        t,
        (async () => {
          while (!(await watching.next()).done);
        })(),
        'KZS-PCSC-NO-SERVICE',
      );
      await card.disconnect();
      await bench.insert(0);
      await port.waitForCard(bench.names[0], longWaitMs);
      const again = await port.connect(bench.names[0]);
      t.deepEqual(Uint8Array.from(await again.transmit(select)), ok);
      await again.disconnect();
    },
  },
];
