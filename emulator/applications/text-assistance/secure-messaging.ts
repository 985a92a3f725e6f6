import {berTlv, type CommandApdu, classByte, type ResponseApdu, sw, tlv} from '../../../protocol/index.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import type {Protection, SecureMessaging, SecureMessagingSession} from '../../os/secure-messaging.ts';
import {decrypted, encrypted} from './session-cipher.ts';

const cryptogramTag = 0x86;
const expectedLengthTag = 0x96;
/** Precedes a cryptogram: what it holds is padded, ISO/IEC 7816-4 clause 10.3.2. */
const paddingIndicator = 0x01;

/** Which of the two data objects an instruction carries under secure messaging; the others carry none. [S3] */
const carried: Readonly<Record<number, 'cryptogram' | 'expected-length'>> = {
  32: 'cryptogram', // VERIFY
  164: 'cryptogram', // SELECT
  176: 'expected-length', // READ BINARY
};

/** The value of the data field's only data object. Its length may be longer than it need be. [S3] */
const onlyObject = (data: Uint8Array, tag: number): Uint8Array | undefined => {
  const [found, first = 0] = data;
  const form = first < 0x80 ? 0 : first & 0x7f;
  const lengthBytes = data.subarray(form === 0 ? 1 : 2, 2 + form);
  const length = lengthBytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const value = data.subarray(2 + form);
  return found === tag && first !== 0x80 && form <= 2 && value.length === length ? value : undefined;
};

/** `01`, then whole blocks whose plain text ends in padding. */
const plainData = (session: SecureMessagingSession, data: Uint8Array): Uint8Array | undefined => {
  const value = onlyObject(data, cryptogramTag);
  return value?.[0] === paddingIndicator
    ? decrypted(session.key, session.counter, value.subarray(1))
    : undefined;
};

/** `00`, then Le of two bytes, in which 0000 asks for everything. */
const expectedLength = (data: Uint8Array): number | undefined => {
  const [marker, high = 0, low = 0, ...more] = onlyObject(data, expectedLengthTag) ?? [];
  return marker === 0 && data.length === 5 && more.length === 0 ? (high << 8) | low || 65536 : undefined;
};

/** The command without secure messaging; undefined when its data object is not the right one, or does not decrypt. */
const laidOpen = (session: SecureMessagingSession, command: CommandApdu): CommandApdu | undefined => {
  const cla = 0;
  if (carried[command.ins] === 'cryptogram') {
    const data = plainData(session, command.data);
    return data && {...command, cla, data, ne: 0};
  }
  const ne = expectedLength(command.data);
  return ne === undefined ? undefined : {...command, cla, data: new Uint8Array(0), ne};
};

/** `86 L 01 cryptogram`, by symmetry and as seen. A response that Le has no room for is refused. [S3], D33 */
const wrapped =
  (key: Uint8Array, counter: number, ne: number) =>
  (response: ResponseApdu): ResponseApdu => {
    if (response.data.length === 0) {
      return response;
    }
    const value = Buffer.concat([Uint8Array.of(paddingIndicator), encrypted(key, counter, response.data)]);
    const data = berTlv.encode(tlv(cryptogramTag, value));
    return data.length <= ne ? {data, sw: response.sw} : refuse(sw.wrongLength);
  };

/**
 * Secure messaging of 券面事項入力補助AP, CLA 08: encryption alone, no checksum. Each protected command counts,
 * one that its handler refuses too; a wrong data object or counter ends the session with 6988. [S3], D34
 */
export const textSecureMessaging: SecureMessaging = {
  open(card: CardContext, command: CommandApdu): Protection {
    const {volatile} = card;
    if (!carried[command.ins]) {
      return refuse(sw.secureMessagingNotSupported);
    }
    const session = volatile.secureMessagingSession ?? refuse(sw.secureMessagingNotAvailableHere);
    if (classByte(command.cla).secureMessaging !== 'header-not-authenticated') {
      volatile.secureMessagingSession = undefined;
      return refuse(sw.missingSecureMessagingObjects);
    }
    session.counter += 1;
    const open = laidOpen(session, command);
    if (!open) {
      volatile.secureMessagingSession = undefined;
      return refuse(sw.incorrectSecureMessagingObjects);
    }
    return {command: open, protect: wrapped(session.key, session.counter, command.ne)};
  },
};
