import {aesCmac, type CardPort, commandApdu, fromHex, realClock, toHex} from '../../protocol/index.ts';
import {type ApduChannel, apduChannel} from '../../terminal/index.ts';
import {testImage} from './test-card.ts';

export const send = async (card: CardPort, hex: string): Promise<string> =>
  toHex(await card.transmit(fromHex(hex)));

/** A channel straight into a card, without a reader. */
export const channelTo = (card: CardPort, extendedLength = true): ApduChannel =>
  apduChannel({transmit: async (bytes) => card.transmit(bytes)}, {clock: realClock(), extendedLength});

export const testIssuerKey = Uint8Array.from(Buffer.from(testImage().issuer.key, 'base64'));

export const ISSUER = '00A4040C07A0000001510000';

/** EXTERNAL AUTHENTICATE with the answer to a fresh challenge; the status word. */
export const authenticate = async (card: CardPort, key: Uint8Array = testIssuerKey): Promise<string> => {
  await send(card, ISSUER);
  const challenge = (await card.transmit(fromHex('0084000010'))).subarray(0, 16);
  return send(card, `0082000110${toHex(aesCmac(key, challenge))}`);
};

/** UPDATE BINARY with an extended length. */
export const update = (sfi: number, data: Uint8Array, offset = 0): string =>
  toHex(
    commandApdu.encode({
      cla: 0,
      ins: 0xd6,
      p1: 0x80 | sfi,
      p2: offset,
      data,
      ne: 0,
      extended: data.length > 255,
    }),
  );
