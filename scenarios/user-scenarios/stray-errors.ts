import {parse} from 'node:path';

/**
 * Errors that a module of a user throws where nobody waits: in a timer, in a promise it forgot. While one of its
 * scenarios plays, they end that; later, they are only told. All others end the process, as before.
 */
const modules = new Set<string>();

let playing: ((error: unknown) => void) | undefined;

/** From now on, errors out of this module do not end the process. */
export const expectStrayErrors = (path: string): void => {
  if (modules.size === 0) {
    process.on('uncaughtException', stray);
  }
  modules.add(parse(path).name);
};

/** Does the work, and fails with the first error that is thrown meanwhile where nobody waits. */
export const withStrayErrors = async <T>(work: () => Promise<T>): Promise<T> => {
  const thrown = new Promise<never>((_, reject) => {
    playing = reject;
  });
  try {
    return await Promise.race([work(), thrown]);
  } finally {
    playing = undefined;
  }
};

const stray = (error: unknown): void => {
  if (playing) {
    playing(error);
    return;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if ([...modules].some((name) => text.includes(`/${name}.`))) {
    const [line = ''] = text.split('\n');
    process.stderr.write(`kazasu: after its end, a scenario threw ${line}\n`);
    return;
  }
  process.off('uncaughtException', stray);
  setImmediate(() => {
    throw error;
  });
};
