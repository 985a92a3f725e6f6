import {readdirSync, readFileSync} from 'node:fs';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {type Claim, longWaitMs, next, ok, rejects, select, untilEmpty} from './port-contract.ts';
import {testCommand} from './test-commands.ts';

/** npm pcsclite keeps a socket for each closed connection until its object is collected. */
const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};

const openFiles = (): number => readdirSync('/proc/self/fd').length;
const threads = (): number => Number(/Threads:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);

/** What the port promises when cards, ports and services go away. */
export const lossClaims: readonly Claim[] = [
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
