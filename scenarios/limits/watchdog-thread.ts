import {Session} from 'node:inspector';
import {parentPort} from 'node:worker_threads';

/** A thread that hears has been told of the limit by its own timer; this one comes behind it. */
const graceMs = 1_000;

let timer: NodeJS.Timeout | undefined;

parentPort?.on('message', (order: number | 'rest') => {
  clearTimeout(timer);
  timer = order === 'rest' ? undefined : setTimeout(breakOff, order + graceMs);
});

/** Ends whatever JavaScript runs in the main thread now, past every catch. Its event loop then goes on. */
const breakOff = (): void => {
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution', () => session.disconnect());
};
