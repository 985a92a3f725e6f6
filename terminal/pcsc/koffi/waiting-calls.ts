/**
 * Calls that may wait for another program (connect, begin a transaction, a change of state) each hold a thread of
 * libuv's pool. One thread stays free for the calls that end such waits, or four waiting calls would wait for ever.
 */
const {UV_THREADPOOL_SIZE: poolSize = ''} = process.env;
const threads = Number(poolSize) || 4;
const most = Math.max(1, threads - 1);

let waiting = 0;
const queue: (() => void)[] = [];

/** Hands the place on to the next in the queue, or frees it. */
const leave = (): void => {
  const next = queue.shift();
  if (next) {
    next();
  } else {
    waiting -= 1;
  }
};

/** Starts a call that may wait as soon as a thread may be given to it, in the order of asking. */
export const waitingCall = async <T>(call: () => Promise<T>): Promise<T> => {
  if (waiting < most) {
    waiting += 1;
  } else {
    await new Promise<void>((resolve) => {
      queue.push(resolve);
    });
  }
  try {
    return await call();
  } finally {
    leave();
  }
};
