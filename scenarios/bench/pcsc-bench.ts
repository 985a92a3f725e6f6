import {
  type CardImage,
  type CardProcess,
  type RecordedDialogue,
  startCardProcess,
  type TimingProfile,
  type TimingSeed,
} from '../../emulator/index.ts';
import type {KazasuError} from '../../protocol/index.ts';
import {type Isolation, openNetworkNamespace} from '../../terminal/isolation/network-namespace.ts';
import {type PrivatePcscd, startPrivatePcscd} from '../../terminal/pcsc/daemon/private-pcscd.ts';
import {openKoffiPort} from '../../terminal/pcsc/koffi/koffi-binding.ts';
import type {PcscPort} from '../../terminal/pcsc/port.ts';
import type {CardBench, CardBenchOptions} from './card-bench.ts';
import {openInProcessBench} from './in-process-bench.ts';

/** The daemon asks vpcd for a card every 400 ms; a machine under load takes a few rounds. */
const cardAppearsWithinMs = 15_000;

export interface PcscBenchOptions extends CardBenchOptions {
  /** Off only to measure what TCP_QUICKACK saves. */
  readonly quickAck?: boolean;
}

/** What a bench is asked for whose card answers out of a record. */
export interface RecordedCardBenchOptions
  extends Omit<PcscBenchOptions, 'image' | 'cardFile' | 'timing' | 'applets' | 'quickAck'> {
  readonly replay: RecordedDialogue;
}

/**
 * A card in a process of its own, behind vpcd and a pcscd of our own; the clock must be a real one. Resolves once
 * PC/SC reports the card.
 * @throws KazasuError naming what is missing or broken; nothing is left running then.
 */
export const openPcscBench = async (options: PcscBenchOptions): Promise<CardBench> => {
  const bench = await openReader(options, {
    image: options.image,
    timing: options.timing,
    ...(options.timingSeed === undefined ? {} : {timingSeed: options.timingSeed}),
    ...(options.cardFile === undefined ? {} : {file: options.cardFile}),
    ...(options.applets === undefined ? {} : {applets: options.applets}),
  });
  const {cardFile: _, ...same} = options;
  // A process talks to one daemon only: the second card lies in the embedded reader.
  return {...bench, another: (image) => openInProcessBench({...same, image})};
};

/** The same with a card that answers as a record says; it has no image, and a snapshot of it is refused. */
export const openRecordedCardBench = (options: RecordedCardBenchOptions): Promise<CardBench> =>
  openReader(options, {replay: options.replay});

type Inside =
  | {
      readonly image: CardImage;
      readonly timing: string | TimingProfile;
      readonly timingSeed?: TimingSeed;
      readonly file?: string;
      readonly applets?: readonly string[];
    }
  | {readonly replay: RecordedDialogue};

const openReader = async (
  options: Omit<PcscBenchOptions, 'image' | 'cardFile' | 'timing' | 'applets'>,
  inside: Inside,
): Promise<CardBench> => {
  const {quickAck = true, clock} = options;
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0).reverse()) {
      await one();
    }
  };
  try {
    const isolation: Isolation = await openNetworkNamespace();
    opened.push(() => isolation.close());
    const daemon: PrivatePcscd = await startPrivatePcscd({
      isolation,
      ...(options.readerName === undefined ? {} : {readerName: options.readerName}),
    });
    opened.push(() => daemon.stop());
    const card: CardProcess = await startCardProcess({
      ...inside,
      host: '127.0.0.1',
      port: daemon.vpcdPorts[0],
      origin: clock.origin,
      quickAck,
      wrap: (command, args) => isolation.wrap(command, args),
      ...(options.record ? {record: options.record} : {}),
    });
    opened.push(() => card.stop());

    let opening: Promise<PcscPort> | undefined;
    const port = (): Promise<PcscPort> => {
      opening ??= openKoffiPort({socketPath: daemon.socketPath}).then((ready) => {
        opened.push(() => ready.close());
        return ready;
      });
      return opening;
    };
    const reader = daemon.readerNames[0];
    const insert = async (): Promise<void> => {
      await card.insert();
      await (await port()).waitForCard(reader, cardAppearsWithinMs);
    };
    const broken = new Promise<KazasuError>((resolve) => {
      const notice = (error: KazasuError | undefined): void => {
        if (error) {
          resolve(error);
        }
      };
      void daemon.exited.then(notice);
      void card.ended.then(notice);
    });
    await insert();
    return {
      describe: {
        link: 'pcsc',
        reader,
        pcscd: daemon.version,
        isolation: isolation.kind === 'netns' ? {kind: 'netns'} : {kind: 'none', reason: isolation.reason},
        quickAck,
      },
      clock,
      environment: daemon.env,
      port,
      insert,
      remove: () => card.remove(),
      fault: (fault) => card.fault(fault),
      async keepTime(profile) {
        await card.remove();
        await card.keepTime(profile);
        await insert();
      },
      snapshot: () => card.snapshot(),
      close,
      broken,
    };
  } catch (error) {
    await close();
    throw error;
  }
};
