import {once} from 'node:events';
import {Worker} from 'node:worker_threads';

/** Watches from a thread of its own whether the main thread still hears. */
export interface Watchdog {
  /** From now on, what runs in the main thread is broken off if `rest` has not come in time, with some grace. */
  watch(ms: number): void;
  rest(): void;
}

let started: Promise<Watchdog> | undefined;

/** The one of this process; it keeps no process alive. */
export const watchdog = (): Promise<Watchdog> => {
  started ??= start();
  return started;
};

const start = async (): Promise<Watchdog> => {
  const worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {env: {}, argv: []});
  await once(worker, 'online');
  worker.unref();
  return {
    watch: (ms) => worker.postMessage(ms),
    rest: () => worker.postMessage('rest'),
  };
};
