import {command, type ResponseApdu} from '../../protocol/index.ts';
import type {ApduChannel} from './apdu-channel.ts';

const getResponse = 0xc0;

/** A card that always announces more would keep a terminal busy for ever. */
const mostParts = 512;

/**
 * 61xx: fetches what is left by GET RESPONSE; 6Cxx: sends the command again with the exact Le. ISO/IEC 7816-4
 * clauses 5.3.4 and 5.6. The My Number Card has not been seen to use either, other cards do.
 */
export const responseChaining = (below: ApduChannel): ApduChannel => ({
  async send(original) {
    let response = await below.send(original);
    if (response.sw.sw1 === 0x6c) {
      response = await below.send({...original, ne: response.sw.sw2 || 256});
    }
    const parts: Uint8Array[] = [];
    while (response.sw.sw1 === 0x61 && parts.length < mostParts) {
      parts.push(response.data);
      response = await below.send(
        command({cla: original.cla & 0x03, ins: getResponse, p1: 0, p2: 0, ne: response.sw.sw2 || 256}),
      );
    }
    return parts.length === 0 ? response : joined(parts, response);
  },
});

const joined = (parts: readonly Uint8Array[], last: ResponseApdu): ResponseApdu => ({
  data: Uint8Array.from(Buffer.concat([...parts, last.data])),
  sw: last.sw,
});
