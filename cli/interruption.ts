const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type Interruption = (typeof signals)[number];

/**
 * Takes over the signals that would end the process, so that what it started can be ended first. A terminal sends
 * Ctrl-C to the whole group; the handler decides what it means. `end` gives the signals back.
 */
export const untilInterrupted = (
  handler: (signal: Interruption) => void,
): {readonly first: Promise<Interruption>; end(): void} => {
  let told: (signal: Interruption) => void = () => undefined;
  const first = new Promise<Interruption>((resolve) => {
    told = resolve;
  });
  const listener = (signal: NodeJS.Signals): void => {
    told(signal as Interruption);
    handler(signal as Interruption);
  };
  for (const signal of signals) {
    process.on(signal, listener);
  }
  return {
    first,
    end() {
      for (const signal of signals) {
        process.off(signal, listener);
      }
    },
  };
};
