import {Worker} from 'node:worker_threads';
import {computeRsa, type RsaRequest} from './compute.ts';

export type {RsaRequest} from './compute.ts';

/** RSA by node:crypto. */
export interface RsaEngine {
  /** Starts the thread now, so that the first operation does not wait for it. */
  warm(): void;
  compute(request: RsaRequest): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly result?: Uint8Array;
  readonly error?: string;
}

interface Waiting {
  resolve(result: Uint8Array): void;
  reject(error: Error): void;
}

/** An engine on the caller's own thread: for a virtual clock, on which nobody waits and a thread's messages cost most. */
export const inlineRsaEngine: RsaEngine = {
  warm: () => undefined,
  compute: async (request) => computeRsa(request),
  close: async () => undefined,
};

/**
 * An engine on one worker thread, so that the card answers its reader meanwhile. It is started at the first operation
 * and keeps no process alive while it is idle.
 */
export const rsaEngine = (): RsaEngine => {
  let worker: Worker | undefined;
  let lastId = 0;
  const waiting = new Map<number, Waiting>();

  const start = (): Worker => {
    const started = new Worker(new URL('./worker.js', import.meta.url));
    started.on('message', ({id, result, error}: Answer) => {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (waiting.size === 0) {
        started.unref();
      }
      if (result) {
        asked?.resolve(result);
      } else {
        asked?.reject(new Error(`RSA failed: ${error}`));
      }
    });
    started.on('error', (error: Error) => {
      worker = undefined;
      for (const asked of waiting.values()) {
        asked.reject(error);
      }
      waiting.clear();
    });
    // Listening holds the process; only work under way shall.
    started.unref();
    return started;
  };
  return {
    warm() {
      worker ??= start();
    },
    compute: (request) =>
      new Promise((resolve, reject) => {
        worker ??= start();
        worker.ref();
        lastId += 1;
        waiting.set(lastId, {resolve, reject});
        worker.postMessage({id: lastId, ...request});
      }),
    async close() {
      const closing = worker;
      worker = undefined;
      await closing?.terminate();
    },
  };
};
