import type {CommandApdu} from '../apdu/command.ts';
import {padded, withoutPadding} from '../ciphers/bit-padding.ts';
import type {Scp02Channel, Scp03Channel, SecureChannel} from './secure-channel.ts';
import {macBytes, securityBits} from './security-level.ts';

/** How Lc is written in the input of a C-MAC: one byte, or `00 hi lo` as in an extended command. */
export type LengthForm = 'short' | 'extended';

/** The class byte with GlobalPlatform's secure messaging, and without it; the channel number stays. GPC 2.3.1 clause 11.1.4. */
export const withSecureMessaging = (cla: number): number => ((cla & 0x40) === 0 ? cla | 0x04 : cla | 0x20);
export const withoutSecureMessaging = (cla: number): number =>
  (cla & 0x40) === 0 ? cla & ~0x04 : cla & ~0x20;
export const hasSecureMessaging = (cla: number): boolean => (cla & ((cla & 0x40) === 0 ? 0x04 : 0x20)) !== 0;

/** Header and Lc as the C-MAC sees them: the logical channel counts as 0, secure messaging is marked. [S13] [S110] */
export const macHeader = (
  {cla, ins, p1, p2}: Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'>,
  length: number,
  form: LengthForm,
): Uint8Array => {
  const first = (cla & 0x80) | 0x04;
  return form === 'short'
    ? Uint8Array.of(first, ins, p1, p2, length)
    : Uint8Array.of(first, ins, p1, p2, 0, length >> 8, length & 0xff);
};

/** The length forms a C-MAC may have been made with. A chained command whose Lc fits one byte could have either. Bench-defined, D151 */
export const lengthForms = (length: number, chained: boolean): readonly LengthForm[] => {
  if (length > 255) {
    return ['extended'];
  }
  return chained ? ['short', 'extended'] : ['short'];
};

/** SCP02's C-MAC over the plain command; the ICV is the last one encrypted, and zero for the first. GPC 2.3.1 clause E.4.4. */
export const scp02CommandMac = (channel: Scp02Channel, header: Uint8Array, data: Uint8Array): Uint8Array => {
  const {keys, chain} = channel;
  const begun = chain.some((byte) => byte !== 0);
  const icv = begun ? keys.mac.encryptBlockSingle(chain) : undefined;
  return keys.mac.retailMac(icv, Buffer.concat([header, data]));
};

/** SCP03's C-MAC over the command as it travels, 16 bytes; all of them are the next chaining value. Amendment D clause 6.2.4. */
export const scp03CommandMac = (channel: Scp03Channel, header: Uint8Array, data: Uint8Array): Uint8Array =>
  channel.keys.mac.cmac(channel.chain, header, data);

/** The initial vector of SCP03's C-ENC and R-ENC, Amendment D clauses 6.2.6 and 6.2.7. */
export const scp03InitialVector = (channel: Scp03Channel, direction: 'command' | 'response'): Uint8Array => {
  const block = Buffer.alloc(16);
  block.writeUIntBE(channel.counter, 10, 6);
  if (direction === 'response') {
    block[0] = 0x80;
  }
  return channel.keys.enc.encryptBlock(block);
};

/** The data field of a command under C-ENC; none stays none. */
export const encryptedData = (channel: SecureChannel, data: Uint8Array): Uint8Array => {
  if (data.length === 0) {
    return data;
  }
  return channel.protocol === 'scp02'
    ? channel.keys.enc.encryptCbc(undefined, padded(data, 8))
    : channel.keys.enc.encryptCbc(scp03InitialVector(channel, 'command'), padded(data, 16));
};

/** The plain data field; undefined where it is no whole blocks or its padding is wrong. None, and padding alone, are none. */
export const decryptedData = (channel: SecureChannel, data: Uint8Array): Uint8Array | undefined => {
  const blockBytes = channel.protocol === 'scp02' ? 8 : 16;
  if (data.length === 0) {
    return data;
  }
  if (data.length % blockBytes !== 0) {
    return undefined;
  }
  return withoutPadding(
    channel.protocol === 'scp02'
      ? channel.keys.enc.decryptCbc(undefined, data)
      : channel.keys.enc.decryptCbc(scp03InitialVector(channel, 'command'), data),
    blockBytes,
  );
};

/** Whether commands of this channel carry a MAC, and whether their data is encrypted. */
export const isProtected = (channel: SecureChannel): boolean => (channel.level & securityBits.cMac) !== 0;
export const isEncrypted = (channel: SecureChannel): boolean =>
  (channel.level & securityBits.cDecryption) !== 0;

/** Bytes a MAC of this channel has on the wire. */
export const wireMacBytes = (channel: SecureChannel): number => macBytes(channel.protocol, channel.i);
