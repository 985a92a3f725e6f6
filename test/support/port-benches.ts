import {type Isolation, openNetworkNamespace} from '../../terminal/isolation/network-namespace.ts';
import {type PrivatePcscd, startPrivatePcscd} from '../../terminal/pcsc/daemon/private-pcscd.ts';
import {type InProcessPort, openInProcessPort} from '../../terminal/pcsc/in-process/in-process-reader.ts';
import type {PcscPort} from '../../terminal/pcsc/port.ts';
import {type CardProcess, insertCardProcess} from './card-process.ts';
import {testCard} from './test-commands.ts';

/** Two readers and hands: what a contract suite needs of a binding's surroundings. */
export interface PortBench {
  readonly names: readonly [string, string];
  open(): Promise<PcscPort>;
  insert(slot: 0 | 1): Promise<void>;
  remove(slot: 0 | 1): Promise<void>;
  /** Whether a card was put in and not taken out. */
  holds(slot: 0 | 1): boolean;
  /** Kills the service and starts another one at the same place; undefined where there is no service. */
  readonly replaceService: (() => Promise<void>) | undefined;
  close(): Promise<void>;
}

/** A private daemon with vpcd, its cards in processes of their own. */
export const openDaemonBench = async (
  openPort: (options: {socketPath: string}) => Promise<PcscPort>,
): Promise<PortBench> => {
  const isolation: Isolation = await openNetworkNamespace();
  let daemon: PrivatePcscd = await startPrivatePcscd({isolation});
  const cards: [CardProcess | undefined, CardProcess | undefined] = [undefined, undefined];
  const remove = async (slot: 0 | 1): Promise<void> => {
    const card = cards[slot];
    cards[slot] = undefined;
    await card?.pull();
  };
  return {
    names: daemon.readerNames,
    open: () => openPort({socketPath: daemon.socketPath}),
    async insert(slot) {
      cards[slot] = await insertCardProcess(isolation, daemon.vpcdPorts[slot]);
    },
    remove,
    holds: (slot) => cards[slot] !== undefined,
    async replaceService() {
      await Promise.all([remove(0), remove(1)]);
      process.kill(daemon.pid, 'SIGKILL');
      await daemon.exited;
      daemon = await startPrivatePcscd({isolation});
    },
    async close() {
      await Promise.all([remove(0), remove(1)]);
      await daemon.stop();
      await isolation.close();
    },
  };
};

/** Embedded readers with cards in this process. */
export const openInProcessBench = (): PortBench => {
  const names = ['Embedded Test Reader 0', 'Embedded Test Reader 1'] as const;
  const ports = new Set<InProcessPort>();
  const inside: [boolean, boolean] = [false, false];
  return {
    names,
    async open() {
      const port = openInProcessPort(names.map((name, i) => (inside[i] ? {name, card: testCard()} : {name})));
      ports.add(port);
      const close = port.close.bind(port);
      port.close = async () => {
        ports.delete(port);
        await close();
      };
      return port;
    },
    async insert(slot) {
      inside[slot] = true;
      for (const port of ports) {
        port.insert(names[slot], testCard());
      }
    },
    async remove(slot) {
      inside[slot] = false;
      for (const port of ports) {
        port.remove(names[slot]);
      }
    },
    holds: (slot) => inside[slot],
    replaceService: undefined,
    close: async () => undefined,
  };
};
