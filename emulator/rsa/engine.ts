import {Worker} from 'node:worker_threads';

/**
 * One RSA private-key operation. `pkcs1`: the payload (up to modulus − 11 bytes) padded as block type 1, RFC 8017
 * clause 9.2, verbatim; `none`: a whole encoded block. `oaep-sha256`: the block is decrypted, clause 7.1.2; one that
 * holds no message gives no bytes.
 */
export interface RsaRequest {
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
  readonly padding: 'pkcs1' | 'none' | 'oaep-sha256';
  readonly block: Uint8Array;
}

/** RSA by node:crypto, away from the event loop, so that the card answers its reader meanwhile. */
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

/** An engine on one worker thread, started at the first operation. It keeps no process alive while it is idle. */
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
