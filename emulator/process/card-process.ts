import {type CardPort, KazasuError, type RecordEvent, realClock, systemRandom} from '../../protocol/index.ts';
import {builtInApplets} from '../applets/catalogue.ts';
import {memoryStore} from '../environment.ts';
import {ArmedPull} from '../faults/pull.ts';
import type {CardImage} from '../images/card-image.ts';
import {type VpcdLink, vpcdLink} from '../link/vpcd-link.ts';
import {RecordedCard} from '../replay/recorded-card.ts';
import {type RetimableCard, retimableCard} from '../retimable-card.ts';
import {rsaEngine} from '../rsa/engine.ts';
import {keepCardFile} from '../store/card-file.ts';
import {timingRandomOf} from '../timing/spread.ts';
import {loadApplets} from '../user-applets/load-applets.ts';
import type {CardSetup, FromCardProcess, ReplaySetup, ToCardProcess} from './messages.ts';

/**
 * The process a card runs in, so that it never shares an event loop with the program that reads it. It lives as
 * long as its host: when the channel closes, also by SIGKILL of the host, it ends.
 */
interface Running {
  readonly link: VpcdLink;
  /** The card as it is now; a card that answers out of a record has no image. */
  snapshot(): CardImage | undefined;
  /** Undefined where it answers out of a record, at the times of the record. */
  readonly keepTime?: RetimableCard['keepTime'];
}

let running: Running | undefined;
const pull = new ArmedPull();

const tell = (message: FromCardProcess): void => {
  if (process.connected) {
    // A host that goes away while we speak is no news to anyone.
    process.send?.(message, undefined, {}, () => undefined);
  }
};

const start = async (setup: CardSetup | ReplaySetup): Promise<Running> => {
  const clock = realClock(setup.origin);
  const record = setup.recorded ? {record: (event: RecordEvent) => tell({kind: 'event', event})} : {};
  const linked = (cardId: string, card: CardPort): VpcdLink =>
    vpcdLink({
      cardId,
      card,
      host: setup.host,
      port: setup.port,
      clock,
      pullAt: (command) => pull.strikes(command),
      quickAck: setup.quickAck ?? true,
      ...record,
    });
  if ('replay' in setup) {
    const recorded = new RecordedCard(setup.replay, {clock, ...record});
    return {link: linked(setup.replay.id, recorded), snapshot: () => undefined};
  }
  const kept = setup.file === undefined ? undefined : keepCardFile(setup.file);
  const image = kept?.image ?? setup.image;
  const rsa = rsaEngine();
  const timingRandom = timingRandomOf(setup.timingSeed);
  const {applets} = await loadApplets(setup.applets ?? []);
  const card = retimableCard(
    image,
    setup.timing,
    {
      clock,
      random: systemRandom(),
      store: kept?.store ?? memoryStore,
      rsa,
      ...(timingRandom ? {timingRandom} : {}),
      ...record,
    },
    [...builtInApplets, ...applets],
  );
  rsa.warm();
  return {link: linked(image.id, card), snapshot: card.snapshot, keepTime: card.keepTime};
};

const started = (): Running => {
  if (!running) {
    throw new Error('the card process was given an order before it was started');
  }
  return running;
};

const obey = async (order: ToCardProcess): Promise<FromCardProcess> => {
  switch (order.kind) {
    case 'start':
      running = await start(order.setup);
      break;
    case 'insert':
      await started().link.insert();
      break;
    case 'remove':
      started().link.remove();
      break;
    case 'fault':
      pull.arm(order.fault);
      break;
    case 'keep-time':
      started().keepTime?.(order.profile);
      break;
    case 'snapshot': {
      const image = started().snapshot();
      return {kind: 'done', id: order.id, ...(image ? {image} : {})};
    }
  }
  return {kind: 'done', id: order.id};
};

const failure = (id: number, error: unknown): FromCardProcess => {
  if (error instanceof KazasuError) {
    return {kind: 'failed', id, errorId: error.id, sentence: error.sentence};
  }
  const why = error instanceof Error ? error.message : String(error);
  return {
    kind: 'failed',
    id,
    errorId: 'KZS-CARD-PROCESS',
    sentence: {en: `the card process failed: ${why}`, ja: `カードのプロセスが失敗しました: ${why}`},
  };
};

process.on('message', (order: ToCardProcess) => {
  obey(order).then(tell, (error: unknown) => tell(failure(order.id, error)));
});
process.on('disconnect', () => process.exit(0));
