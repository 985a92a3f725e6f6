import {type ChildProcess, spawn} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {KazasuError, type Recorder} from '../../protocol/index.ts';
import type {PullFault} from '../faults/pull.ts';
import type {CardImage} from '../images/card-image.ts';
import type {TimingProfile} from '../timing/timing-profile.ts';
import type {CardSetup, FromCardProcess, ReplaySetup, ToCardProcess} from './messages.ts';

/** How to start a card process; `wrap` puts the command into a network namespace. */
export type CardProcessOptions = (Omit<CardSetup, 'recorded'> | Omit<ReplaySetup, 'recorded'>) & {
  readonly record?: Recorder;
  readonly wrap?: (command: string, args: readonly string[]) => readonly [string, readonly string[]];
};

/** A card in a process of its own. */
export interface CardProcess {
  readonly pid: number;
  /** Puts the card into the reader; resolves once the link stands. */
  insert(): Promise<void>;
  remove(): Promise<void>;
  /** Arms a fault, or disarms it. */
  fault(fault: PullFault | undefined): Promise<void>;
  /** The card as it is now, as an image; a card that answers out of a record has none. */
  snapshot(): Promise<CardImage>;
  /** Other times than it was started with, or those again; it must be out of the reader. */
  keepTime(profile: TimingProfile | undefined): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when the process has ended: undefined when asked to, otherwise why. */
  readonly ended: Promise<KazasuError | undefined>;
}

type Order = ToCardProcess extends infer T ? (T extends {id: number} ? Omit<T, 'id'> : never) : never;

interface Waiting {
  resolve(image: CardImage | undefined): void;
  reject(error: KazasuError): void;
}

const endedBy = (code: number | null, signal: string | null): KazasuError =>
  new KazasuError('KZS-CARD-PROCESS-ENDED', {
    en: `the card process was expected to run on, but it ended by ${signal ?? `exit status ${code}`}`,
    ja: `カードのプロセスが動き続けるはずでしたが、${signal ?? `終了コード ${code}`} で終了しました`,
  });

/**
 * Starts a card process and the card in it, not yet inserted.
 * @throws KazasuError when the image cannot be run or the process does not come up.
 */
export const startCardProcess = async (options: CardProcessOptions): Promise<CardProcess> => {
  const {record, wrap, ...setup} = options;
  const program = fileURLToPath(new URL('./card-process.js', import.meta.url));
  const [command, args] = wrap?.(process.execPath, [program]) ?? [process.execPath, [program]];
  const child: ChildProcess = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // A group of its own: signals from a terminal are the host's to answer.
    detached: true,
    serialization: 'advanced',
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let stopping = false;

  const ended = new Promise<KazasuError | undefined>((resolve) => {
    const gone = (error: KazasuError): void => {
      for (const asked of waiting.values()) {
        asked.reject(error);
      }
      waiting.clear();
      resolve(stopping ? undefined : error);
    };
    child.on('exit', (code, signal) => gone(endedBy(code, signal)));
    child.on('error', (error) =>
      gone(
        new KazasuError('KZS-CARD-PROCESS-START', {
          en: `the card process could not be started: ${error.message}`,
          ja: `カードのプロセスを起動できません: ${error.message}`,
        }),
      ),
    );
  });

  child.on('message', (message: FromCardProcess) => {
    if (message.kind === 'event') {
      record?.(message.event);
      return;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'done') {
      asked?.resolve(message.image);
    } else {
      asked?.reject(new KazasuError(message.errorId, message.sentence));
    }
  });

  const order = (what: Order): Promise<CardImage | undefined> =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(endedBy(child.exitCode, child.signalCode));
        return;
      }
      lastId += 1;
      waiting.set(lastId, {resolve, reject});
      child.send({...what, id: lastId});
    });

  const stop = async (): Promise<void> => {
    stopping = true;
    if (child.connected) {
      child.disconnect();
    }
    await ended;
  };

  try {
    await order({kind: 'start', setup: {...setup, recorded: record !== undefined}});
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    insert: async () => void (await order({kind: 'insert'})),
    remove: async () => void (await order({kind: 'remove'})),
    fault: async (fault) => void (await order({kind: 'fault', fault})),
    async snapshot() {
      const image = await order({kind: 'snapshot'});
      if (!image) {
        throw new Error('the card process answered a snapshot without an image');
      }
      return image;
    },
    keepTime: async (profile) => void (await order({kind: 'keep-time', profile})),
    stop,
    ended,
  };
};
