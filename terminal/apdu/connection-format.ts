import {carriesSecret, commandApdu, responseApdu} from '../../protocol/index.ts';
import type {ApduChannel} from './apdu-channel.ts';

/** What a connected card offers: bytes for bytes. */
export interface Transmitter {
  transmit(command: Uint8Array): Promise<Uint8Array>;
}

/** Sees each exchange as bytes while it happens. */
export type ExchangeWatch = (command: Uint8Array, exchange: () => Promise<Uint8Array>) => Promise<Uint8Array>;

/** Turns commands into bytes, short where they fit, and bytes into responses. Bytes of a PIN are wiped after use. */
export const connectionFormat = (connection: Transmitter, watch?: ExchangeWatch): ApduChannel => ({
  async send(command) {
    const bytes = commandApdu.encode(command);
    const exchange = (): Promise<Uint8Array> => connection.transmit(bytes);
    try {
      return responseApdu.decode(await (watch ? watch(bytes, exchange) : exchange()));
    } finally {
      if (carriesSecret(bytes)) {
        bytes.fill(0);
      }
    }
  },
});
