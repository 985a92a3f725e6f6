import {
  ArmedPull,
  builtInApplets,
  inlineRsaEngine,
  keepCardFile,
  type LoadedApplets,
  loadApplets,
  memoryStore,
  type RetimableCard,
  retimableCard,
  rsaEngine,
  timingRandomOf,
} from '../../emulator/index.ts';
import {type CardPort, systemRandom} from '../../protocol/index.ts';
import {openInProcessPort} from '../../terminal/index.ts';
import type {CardBench, CardBenchOptions} from './card-bench.ts';

/**
 * A card in the reader that is built in: no daemon, nothing to install, and no link worth measuring. A virtual clock
 * needs no real time for modelled time.
 */
export const openInProcessBench = async (options: CardBenchOptions): Promise<CardBench> => {
  const {record, clock, readerName = 'Kazasu Embedded Reader 00 00'} = options;
  const kept = options.cardFile === undefined ? undefined : keepCardFile(options.cardFile);
  const image = kept?.image ?? options.image;
  const rsa = clock.kind === 'virtual' ? inlineRsaEngine : rsaEngine();
  const timingRandom = timingRandomOf(options.timingSeed);
  let own: LoadedApplets | undefined;
  let card: RetimableCard;
  try {
    own = await loadApplets(options.applets ?? []);
    card = retimableCard(
      image,
      options.timing,
      {
        clock,
        random: options.random ?? systemRandom(),
        store: kept?.store ?? memoryStore,
        rsa,
        ...(timingRandom ? {timingRandom} : {}),
        ...(record ? {record} : {}),
      },
      [...builtInApplets, ...own.applets],
    );
  } catch (error) {
    kept?.close();
    await own?.close();
    throw error;
  }
  rsa.warm();
  const pull = new ArmedPull();
  const unplug = new ArmedPull();
  // What vpcd hands on when the card has left: no byte at all.
  const nothing = (): Uint8Array => new Uint8Array(0);
  let plugged = true;
  const pullable: CardPort = {
    powerOn: () => card.powerOn(),
    powerOff: () => card.powerOff(),
    reset: () => card.reset(),
    atr: () => card.atr(),
    transmit(command) {
      if (unplug.strikes(command) !== undefined) {
        plugged = false;
        port.unplug(readerName);
        return nothing();
      }
      const pulled = pull.strikes(command);
      if (pulled === undefined) {
        return card.transmit(command);
      }
      const done = pulled === 'behind' ? card.transmit(command) : undefined;
      const leave = (): Uint8Array => {
        port.remove(readerName);
        return nothing();
      };
      return done instanceof Promise ? done.then(leave) : leave();
    },
  };
  const port = openInProcessPort([{name: readerName, card: pullable}]);
  return {
    describe: {link: 'in-process', reader: readerName, isolation: {kind: 'none'}, quickAck: false},
    clock,
    environment: {},
    port: async () => port,
    insert: async () => port.insert(readerName, pullable),
    remove: async () => port.remove(readerName),
    fault: async (fault) => pull.arm(fault),
    plug: {
      unplugAt: async (occurrence) =>
        unplug.arm(occurrence === undefined ? undefined : {kind: 'pull', occurrence}),
      async plugIn() {
        if (!plugged) {
          plugged = true;
          port.plugIn({name: readerName, card: pullable});
        }
      },
    },
    keepTime: async (profile) => card.keepTime(profile),
    snapshot: async () => card.snapshot(),
    another: (anotherImage) => {
      const {cardFile: _, ...same} = options;
      return openInProcessBench({...same, image: anotherImage, readerName: `${readerName} 01`});
    },
    async close() {
      await port.close();
      await rsa.close();
      await own?.close();
      kept?.close();
    },
    broken: new Promise(() => undefined),
  };
};
