import {type CommandApdu, sw} from '../../protocol/index.ts';
import type {ApduChannel} from './apdu-channel.ts';

/** The data field of a short command. */
const mostShort = 255;

/** Cuts data that needs an extended length into a chain of short commands, ISO/IEC 7816-4 clause 5.3.3. */
export const commandChaining = (below: ApduChannel): ApduChannel => ({
  async send(whole) {
    let rest: CommandApdu = {...whole, ne: Math.min(whole.ne, 256), extended: false};
    while (rest.data.length > mostShort) {
      const part = {...rest, cla: rest.cla | 0x10, data: rest.data.subarray(0, mostShort), ne: 0};
      const response = await below.send(part);
      if (response.sw !== sw.ok) {
        return response;
      }
      rest = {...rest, data: rest.data.subarray(mostShort)};
    }
    return below.send(rest);
  },
});
