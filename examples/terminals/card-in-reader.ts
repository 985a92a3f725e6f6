import {command, type ResponseApdu, realClock} from '../../protocol/index.ts';
import {apduChannel, openKoffiPort} from '../../terminal/index.ts';

/** What a terminal of these examples is given: one command and its answer. */
export type Send = (fields: Parameters<typeof command>[0]) => Promise<ResponseApdu>;

/**
 * Connects to the first card there is and leaves it powered. `kazasu exec` and `kazasu profile` tell the PC/SC library
 * where their reader is, so a program needs to know nothing of the bench.
 */
export const withCard = async <T>(use: (send: Send) => Promise<T>): Promise<T> => {
  const port = await openKoffiPort();
  try {
    const {name} = await port.waitForCard(undefined, 5_000);
    const connection = await port.connect(name);
    const channel = apduChannel(connection, {clock: realClock()});
    const result = await use((fields) => channel.send(command(fields)));
    await connection.disconnect('leave');
    return result;
  } finally {
    await port.close();
  }
};
