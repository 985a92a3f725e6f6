import type {CardBench} from '../../scenarios/index.ts';
import type {CardConnection} from '../../terminal/index.ts';

/** What becomes of one command: `send` hands it, or another one, to the card. */
export type Alteration = (
  command: Uint8Array,
  send: (command: Uint8Array) => Promise<Uint8Array>,
) => Promise<Uint8Array>;

/** A bench whose card has a defect: what every connection transmits goes through the alteration. */
export const alteredBench =
  (alter: Alteration) =>
  (honest: CardBench): CardBench => ({
    ...honest,
    async port() {
      const port = await honest.port();
      return replaced(port, 'connect', async (...args: Parameters<typeof port.connect>) => {
        const connection: CardConnection = await port.connect(...args);
        return replaced(connection, 'transmit', (command: Uint8Array) =>
          alter(command, (sent) => connection.transmit(sent)),
        );
      });
    },
  });

/** The same object with another method of that name. */
export const replaced = <T extends object>(target: T, name: keyof T, method: T[keyof T]): T =>
  new Proxy(target, {
    get(of, asked) {
      const found: unknown = asked === name ? method : Reflect.get(of, asked);
      return typeof found === 'function' && asked !== name ? found.bind(of) : found;
    },
  });
