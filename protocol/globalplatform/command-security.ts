import type {CommandApdu} from '../apdu/command.ts';
import type {ResponseApdu} from '../apdu/response.ts';
import {cutIntoPieces, mayBeCut} from './command-chain.ts';
import {
  encryptedData,
  isEncrypted,
  isProtected,
  macHeader,
  scp02CommandMac,
  scp03CommandMac,
  wireMacBytes,
  withSecureMessaging,
} from './command-protection.ts';
import {plainResponse, type ResponseRefusal, rememberCommand} from './response-protection.ts';
import type {SecureChannel} from './secure-channel.ts';
import {securityBits} from './security-level.ts';

/** The host's end of a secure channel. */
export interface CommandSecurity {
  /** The commands to send, one after the other, for a plain one; several where it is cut. */
  wrap(plain: CommandApdu): CommandApdu[];
  /** The plain response to the last of them, or why it is not to be believed. */
  unwrap(response: ResponseApdu): ResponseApdu | ResponseRefusal;
}

/** The host's end of this channel, whose state moves on with each command. Long data is cut where that is possible. */
export const commandSecurity = (channel: SecureChannel): CommandSecurity => ({
  wrap(plain) {
    rememberCommand(channel, plain);
    const whole = isProtected(channel) ? protectedCommand(channel, plain) : plain;
    const ne = (channel.level & securityBits.rMac) !== 0 ? 256 : plain.ne;
    return mayBeCut(whole) ? cutIntoPieces({...whole, ne}) : [{...whole, ne}];
  },
  unwrap: (response) => plainResponse(channel, response),
});

const protectedCommand = (channel: SecureChannel, plain: CommandApdu): CommandApdu => {
  const macLength = wireMacBytes(channel);
  const sealed = isEncrypted(channel);
  if (sealed && channel.protocol === 'scp03') {
    channel.counter += 1;
  }
  const data = sealed ? encryptedData(channel, plain.data) : plain.data;
  const counted = (channel.protocol === 'scp02' ? plain.data.length : data.length) + macLength;
  const header = macHeader(plain, counted, counted > 255 ? 'extended' : 'short');
  const mac =
    channel.protocol === 'scp02'
      ? scp02CommandMac(channel, header, plain.data)
      : scp03CommandMac(channel, header, data);
  channel.chain = mac;
  const whole = Buffer.concat([data, mac.subarray(0, macLength)]);
  return {...plain, cla: withSecureMessaging(plain.cla), data: whole, extended: whole.length > 255};
};

/** The most plain data a command of this channel can carry so that it still fits 255 bytes once protected. */
export const mostPlainBytes = (channel: SecureChannel): number => {
  if (!isProtected(channel)) {
    return 255;
  }
  const room = 255 - wireMacBytes(channel);
  const blockBytes = channel.protocol === 'scp02' ? 8 : 16;
  return isEncrypted(channel) ? Math.floor(room / blockBytes) * blockBytes - 1 : room;
};
