import {type Claim, longWaitMs, next, rejects} from './port-contract.ts';
import {testAtr} from './test-commands.ts';

/** What the port promises about readers and the cards that come and go. */
export const presenceClaims: readonly Claim[] = [
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
];
