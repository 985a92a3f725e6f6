import type {Kiosk} from './kiosk.ts';

/** Hands each log-in to a kiosk that is free; when none is, it waits for one, in its turn. */
export const kioskPool = (kiosks: readonly Kiosk[]): {logIn(): Promise<string>} => {
  const free = [...kiosks];
  const waiting: ((kiosk: Kiosk) => void)[] = [];
  return {
    async logIn() {
      const kiosk =
        free.pop() ??
        (await new Promise<Kiosk>((resolve) => {
          waiting.push(resolve);
        }));
      try {
        return await kiosk.logIn();
      } finally {
        const next = waiting.shift();
        if (next) {
          next(kiosk);
        } else {
          free.push(kiosk);
        }
      }
    },
  };
};
