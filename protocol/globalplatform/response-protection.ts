import type {CommandApdu} from '../apdu/command.ts';
import type {ResponseApdu} from '../apdu/response.ts';
import {padded, withoutPadding} from '../ciphers/bit-padding.ts';
import {sameBytes} from './authentication.ts';
import {scp03InitialVector, wireMacBytes} from './command-protection.ts';
import type {Scp02Channel, SecureChannel} from './secure-channel.ts';
import {securityBits} from './security-level.ts';

/** Why a host does not believe a response. */
export type ResponseRefusal = 'response-mac-missing' | 'response-mac-wrong' | 'response-not-decrypted';

/** SCP03 protects 9000, 62xx and 63xx only; every other status word comes bare. Amendment D clause 6.2.5. [S110] */
const isBare = (channel: SecureChannel, sw1: number): boolean =>
  channel.protocol === 'scp03' && sw1 !== 0x90 && sw1 !== 0x62 && sw1 !== 0x63;

const hasMac = (channel: SecureChannel): boolean => (channel.level & securityBits.rMac) !== 0;
const hasEncryption = (channel: SecureChannel): boolean => (channel.level & securityBits.rEncryption) !== 0;

/** Keeps what SCP02's R-MAC takes from the plain command: header and Lc (00 where there is no data), then the data. */
export const rememberCommand = (channel: SecureChannel, plain: CommandApdu): void => {
  if (channel.protocol === 'scp02' && hasMac(channel)) {
    const {cla, ins, p1, p2, data} = plain;
    const length = data.length > 255 ? [0, data.length >> 8, data.length & 0xff] : [data.length];
    channel.answering = Uint8Array.from([cla & 0x80, ins, p1, p2, ...length, ...data]);
  }
};

/** The response of the card with R-ENC and R-MAC as the channel's level asks. */
export const protectedResponse = (channel: SecureChannel, response: ResponseApdu): ResponseApdu => {
  if (!hasMac(channel) || isBare(channel, response.sw.sw1)) {
    return response;
  }
  const data = hasEncryption(channel) ? encrypted(channel, response.data) : response.data;
  const mac = responseMac(channel, data, response).subarray(0, wireMacBytes(channel));
  return {data: Buffer.concat([data, mac]), sw: response.sw};
};

/** The plain response, or why it is not believed; what an untrusted response leaves behind is of no use. */
export const plainResponse = (
  channel: SecureChannel,
  response: ResponseApdu,
): ResponseApdu | ResponseRefusal => {
  if (!hasMac(channel) || isBare(channel, response.sw.sw1)) {
    return response;
  }
  const length = response.data.length - wireMacBytes(channel);
  if (length < 0) {
    return 'response-mac-missing';
  }
  const data = response.data.subarray(0, length);
  const mac = responseMac(channel, data, response).subarray(0, wireMacBytes(channel));
  if (!sameBytes(mac, response.data.subarray(length))) {
    return 'response-mac-wrong';
  }
  const plain = hasEncryption(channel) ? decrypted(channel, data) : data;
  return plain ? {data: plain, sw: response.sw} : 'response-not-decrypted';
};

/** R-MAC over the data as it travels and the status word; SCP02 moves its chaining value on. */
const responseMac = (channel: SecureChannel, data: Uint8Array, {sw}: ResponseApdu): Uint8Array => {
  const status = Uint8Array.of(sw.value >> 8, sw.value & 0xff);
  return channel.protocol === 'scp03'
    ? channel.keys.rMac.cmac(channel.chain, data, status)
    : scp02ResponseMac(channel, data, status);
};

/** GPC 2.3.1 clause E.4.5: command, length of the response data modulo 256, data, status word. [S13], D152 */
const scp02ResponseMac = (channel: Scp02Channel, data: Uint8Array, status: Uint8Array): Uint8Array => {
  const message = Buffer.concat([channel.answering, Uint8Array.of(data.length & 0xff), data, status]);
  channel.responseChain = channel.keys.rMac.retailMac(channel.responseChain, message);
  return channel.responseChain;
};

const encrypted = (channel: SecureChannel, data: Uint8Array): Uint8Array =>
  channel.protocol === 'scp03' && data.length > 0
    ? channel.keys.enc.encryptCbc(scp03InitialVector(channel, 'response'), padded(data, 16))
    : data;

const decrypted = (channel: SecureChannel, data: Uint8Array): Uint8Array | undefined => {
  if (channel.protocol !== 'scp03' || data.length === 0) {
    return data;
  }
  return data.length % 16 === 0
    ? withoutPadding(channel.keys.enc.decryptCbc(scp03InitialVector(channel, 'response'), data), 16)
    : undefined;
};
