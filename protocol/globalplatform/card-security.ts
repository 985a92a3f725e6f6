import type {CommandApdu} from '../apdu/command.ts';
import type {ResponseApdu} from '../apdu/response.ts';
import {sameBytes} from './authentication.ts';
import {
  decryptedData,
  hasSecureMessaging,
  isEncrypted,
  isProtected,
  lengthForms,
  macHeader,
  scp02CommandMac,
  scp03CommandMac,
  wireMacBytes,
  withoutSecureMessaging,
} from './command-protection.ts';
import {protectedResponse, rememberCommand} from './response-protection.ts';
import type {Scp02Channel, Scp03Channel, SecureChannel} from './secure-channel.ts';

/** Why a card does not take a command. Behind any of them the session is over. */
export type CommandRefusal = 'not-protected' | 'mac-missing' | 'mac-wrong' | 'not-decrypted';

/** The card's end of a secure channel. */
export interface CardSecurity {
  /** The plain command, its class byte without secure messaging, or why it is refused. Chained ones come whole. */
  open(command: CommandApdu): CommandApdu | CommandRefusal;
  /** The response to the command that was opened last, as it travels. */
  protect(response: ResponseApdu): ResponseApdu;
}

/** The card's end of this channel, whose state moves on with each command that is not refused. */
export const cardSecurity = (channel: SecureChannel): CardSecurity => ({
  open(command) {
    const opened = isProtected(channel) ? plainCommand(channel, command) : command;
    if (typeof opened !== 'string') {
      rememberCommand(channel, opened);
    }
    return opened;
  },
  protect: (response) => protectedResponse(channel, response),
});

const plainCommand = (channel: SecureChannel, command: CommandApdu): CommandApdu | CommandRefusal => {
  if (!hasSecureMessaging(command.cla)) {
    return 'not-protected';
  }
  const length = command.data.length - wireMacBytes(channel);
  if (length < 0) {
    return 'mac-missing';
  }
  const body = command.data.subarray(0, length);
  const mac = command.data.subarray(length);
  const data =
    channel.protocol === 'scp02'
      ? scp02Data(channel, command, body, mac)
      : scp03Data(channel, command, body, mac);
  return typeof data === 'string'
    ? data
    : {...command, cla: withoutSecureMessaging(command.cla), data, extended: data.length > 255};
};

/** SCP02 makes the MAC over plain data: decrypted first, so that wrong padding is a wrong MAC. */
const scp02Data = (
  channel: Scp02Channel,
  command: CommandApdu,
  body: Uint8Array,
  mac: Uint8Array,
): Uint8Array | CommandRefusal => {
  const data = isEncrypted(channel) ? decryptedData(channel, body) : body;
  if (!data) {
    return 'mac-wrong';
  }
  const counted = data.length + mac.length;
  for (const form of lengthForms(counted, command.data.length > 255)) {
    const expected = scp02CommandMac(channel, macHeader(command, counted, form), data);
    if (sameBytes(expected, mac)) {
      channel.chain = expected;
      return data;
    }
  }
  return 'mac-wrong';
};

const scp03Data = (
  channel: Scp03Channel,
  command: CommandApdu,
  body: Uint8Array,
  mac: Uint8Array,
): Uint8Array | CommandRefusal => {
  const counted = command.data.length;
  const [form = 'short'] = lengthForms(counted, false);
  const expected = scp03CommandMac(channel, macHeader(command, counted, form), body);
  if (!sameBytes(expected.subarray(0, mac.length), mac)) {
    return 'mac-wrong';
  }
  channel.chain = expected;
  if (!isEncrypted(channel)) {
    return body;
  }
  channel.counter += 1;
  return decryptedData(channel, body) ?? 'not-decrypted';
};
