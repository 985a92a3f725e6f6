import {connect, type Socket} from 'node:net';
import {
  type CardPort,
  type Clock,
  decodeToCard,
  encodeFrame,
  FrameReader,
  type Recorder,
} from '../../protocol/index.ts';
import type {PullMoment} from '../faults/pull.ts';
import {quickAck} from './quick-ack.ts';

/** Where vpcd listens, which card answers there, and how the link behaves. */
export interface VpcdLinkOptions {
  readonly cardId: string;
  readonly card: CardPort;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly record?: Recorder;
  /** Off only to measure what it saves. */
  readonly quickAck?: boolean;
  /** Called with each command before the card sees it: whether the card leaves before or behind it. */
  readonly pullAt?: (command: Uint8Array) => PullMoment;
}

export interface VpcdLink {
  /** Puts the card in: connects, and reconnects when the reader drops it. Resolves once connected. */
  insert(): Promise<void>;
  /** Takes the card out. Insert again only after the reader could see it: the link waits for that itself. */
  remove(): void;
  close(): void;
  readonly state: 'connected' | 'out' | 'searching';
}

/** pcscd asks for presence every 400 ms; a shorter absence is never seen. */
const visibleAbsenceMs = 900;
/** A reader that is not there yet, or has gone, is tried again at this interval. */
const retryMs = 100;

/**
 * The card's side of vpcd: answers power, reset, ATR and commands. ATR polls are answered at once, also while the
 * card computes. Bytes that are no vpcd message are noted and passed over; they never end the link.
 */
export const vpcdLink = (options: VpcdLinkOptions): VpcdLink => {
  const {card, clock, record} = options;
  let wanted = false;
  let socket: Socket | undefined;
  let retry: NodeJS.Timeout | undefined;
  let leftAt = Number.NEGATIVE_INFINITY;
  let arrived: (() => void) | undefined;

  const note = (state: 'connected' | 'lost'): void =>
    record?.({type: 'link', at: clock.now(), card: options.cardId, state});
  const fault = (error: unknown): void =>
    record?.({
      type: 'fault',
      at: clock.now(),
      where: 'vpcd link',
      message: error instanceof Error ? error.message : String(error),
    });

  const send = (to: Socket, body: Uint8Array): void => {
    if (to.destroyed) {
      return;
    }
    if (!to.write(encodeFrame(body))) {
      // A reader that does not listen is not listened to, or its answers would pile up here.
      to.pause();
    }
    if (options.quickAck !== false) {
      quickAck(to);
    }
  };

  const serveCommand = (from: Socket, bytes: Uint8Array): void => {
    const pulled = options.pullAt?.(bytes);
    if (pulled === 'before') {
      remove();
      return;
    }
    const answer = card.transmit(bytes);
    if (pulled === 'behind') {
      Promise.resolve(answer).then(remove, fault);
      return;
    }
    if (answer instanceof Promise) {
      answer.then((response) => send(from, response), fault);
    } else {
      send(from, answer);
    }
  };

  const serve = (from: Socket, body: Uint8Array): void => {
    const message = decodeToCard(body);
    switch (message.kind) {
      case 'power-on':
        card.powerOn();
        break;
      case 'power-off':
        card.powerOff();
        break;
      case 'reset':
        card.reset();
        break;
      case 'atr':
        send(from, card.atr());
        return;
      case 'apdu':
        serveCommand(from, message.bytes);
        return;
    }
    if (options.quickAck !== false) {
      quickAck(from);
    }
  };

  const search = (): void => {
    const reader = new FrameReader();
    const trying = connect({host: options.host, port: options.port, noDelay: true});
    socket = trying;
    trying.on('connect', () => {
      if (options.quickAck !== false) {
        quickAck(trying);
      }
      note('connected');
      arrived?.();
    });
    trying.on('data', (chunk: Buffer) => {
      for (const body of reader.push(chunk)) {
        try {
          serve(trying, body);
        } catch (error) {
          fault(error);
        }
      }
    });
    trying.on('drain', () => trying.resume());
    trying.on('error', () => undefined);
    trying.on('close', () => {
      if (socket !== trying) {
        return;
      }
      socket = undefined;
      const served = trying.bytesRead > 0;
      if (served) {
        card.powerOff();
        note('lost');
      }
      if (wanted) {
        // A reader that believes the card stayed would send commands to a card without power.
        retry = setTimeout(search, served ? visibleAbsenceMs : retryMs);
      }
    });
  };

  const remove = (): void => {
    wanted = false;
    clearTimeout(retry);
    leftAt = performance.now();
    const leaving = socket;
    socket = undefined;
    if (leaving) {
      leaving.destroy();
      note('lost');
    }
    card.powerOff();
  };

  return {
    insert() {
      if (wanted) {
        return Promise.resolve();
      }
      wanted = true;
      const connected = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      retry = setTimeout(search, Math.max(0, leftAt + visibleAbsenceMs - performance.now()));
      return connected;
    },
    remove,
    close: remove,
    get state() {
      return !wanted ? 'out' : socket && !socket.connecting ? 'connected' : 'searching';
    },
  };
};
