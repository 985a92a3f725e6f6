import {constants} from 'node:os';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type Interruption = (typeof signals)[number];

/** Signals that would end the process, taken over so that what it started is ended first. */
export interface Interruptions {
  /** Resolves with the first signal. */
  readonly first: Promise<Interruption>;
  /** The first signal, once there was one. */
  readonly came: Interruption | undefined;
  /** What a command does with each from now on; by default nothing more than remembering the first. */
  answer(handler: (signal: Interruption) => void): void;
  /** Gives the signals back. */
  end(): void;
}

/** From now until `end`, no signal ends the process. A terminal sends Ctrl-C to the whole process group. */
export const takeInterruptions = (): Interruptions => {
  let came: Interruption | undefined;
  let handler: (signal: Interruption) => void = () => undefined;
  let told: (signal: Interruption) => void = () => undefined;
  const first = new Promise<Interruption>((resolve) => {
    told = resolve;
  });
  const listener = (signal: NodeJS.Signals): void => {
    came ??= signal as Interruption;
    told(signal as Interruption);
    handler(signal as Interruption);
  };
  for (const signal of signals) {
    process.on(signal, listener);
  }
  return {
    first,
    get came() {
      return came;
    },
    answer(next) {
      handler = next;
    },
    end() {
      for (const signal of signals) {
        process.off(signal, listener);
      }
    },
  };
};

/** The exit status of a command that a signal ended: 128 and the signal's number. */
export const interruptedStatus = (signal: Interruption): number => 128 + constants.signals[signal];
