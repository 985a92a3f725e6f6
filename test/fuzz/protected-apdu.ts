import {createCipheriv, createDecipheriv, publicEncrypt, randomBytes} from 'node:crypto';
import {type CommandApdu, commandApdu, fromHex} from '../../protocol/index.ts';

/** A session of secure messaging as the fuzzer believes it to be. */
export interface BelievedSession {
  readonly key: Uint8Array;
  counter: number;
}

/** What a terminal sends to agree on a key: the cryptogram, and the key inside. */
export interface Delivery {
  readonly data: Uint8Array;
  readonly key: Uint8Array;
}

/** READ BINARY carries an expected length (96), VERIFY and SELECT a cryptogram (86); nothing else is protected. */
export const protectable: ReadonlySet<number> = new Set([0x20, 0xa4, 0xb0]);

export const delivery = (publicKey: Parameters<typeof publicEncrypt>[0] & object): Delivery => {
  const seed = randomBytes(32);
  const message = Buffer.concat([fromHex('A0228020'), seed]);
  return {
    data: Uint8Array.from(publicEncrypt({key: publicKey as never, oaepHash: 'sha256'}, message)),
    key: Uint8Array.from(seed.subarray(0, 16)),
  };
};

/** The command as it goes out next in this session. */
export const protectedCommand = ({key, counter}: BelievedSession, plain: CommandApdu): Uint8Array => {
  const {ins, p1, p2, ne} = plain;
  const data =
    ins === 0xb0
      ? Uint8Array.of(0x96, 3, 0, (ne >> 8) & 0xff, ne & 0xff)
      : cryptogram(key, counter + 1, plain.data);
  return commandApdu.encode({cla: 0x08, ins, p1, p2, data, ne: 65_536, extended: true});
};

/** What the card finds in a protected command with this counter; undefined when it is none. */
export const laidOpen = (session: BelievedSession, command: CommandApdu): CommandApdu | undefined => {
  const {data} = command;
  if (command.ins === 0xb0) {
    const whole = data.length === 5 && data[0] === 0x96 && data[1] === 3 && data[2] === 0;
    const ne = ((data[3] ?? 0) << 8) | (data[4] ?? 0);
    return whole ? {...command, cla: 0, data: new Uint8Array(0), ne: ne || 65_536} : undefined;
  }
  const plain = revealed(session, data);
  return plain && {...command, cla: 0, data: plain, ne: 0};
};

/** The bytes inside `86 L 01 cryptogram`; a length may have one to three bytes. */
export const revealed = ({key, counter}: BelievedSession, object: Uint8Array): Uint8Array | undefined => {
  const form = object[1] ?? 0;
  const more = form <= 0x7f ? 0 : form - 0x80;
  const at = 2 + more;
  const length = more === 0 ? form : Buffer.from(object).readUIntBE(2, Math.min(more, 2) || 1);
  if (object[0] !== 0x86 || form === 0x80 || more > 2 || object.length !== at + length || object[at] !== 1) {
    return undefined;
  }
  const blocks = object.subarray(at + 1);
  if (blocks.length === 0 || blocks.length % 16 !== 0) {
    return undefined;
  }
  const decipher = createDecipheriv('aes-128-cbc', key, vector(key, counter)).setAutoPadding(false);
  const padded = decipher.update(blocks);
  const end = padded.findLastIndex((byte) => byte !== 0);
  return padded[end] === 0x80 ? Uint8Array.from(padded.subarray(0, end)) : undefined;
};

const cryptogram = (key: Uint8Array, counter: number, plain: Uint8Array): Uint8Array => {
  const padded = Buffer.concat([plain, fromHex('80'), Buffer.alloc(15 - (plain.length % 16))]);
  const cipher = createCipheriv('aes-128-cbc', key, vector(key, counter)).setAutoPadding(false);
  const value = Buffer.concat([fromHex('01'), cipher.update(padded)]);
  return Uint8Array.from([0x86, 0x82, value.length >> 8, value.length & 0xff, ...value]);
};

const vector = (key: Uint8Array, counter: number): Buffer => {
  const block = Buffer.alloc(16);
  block.writeUInt32BE(counter, 12);
  return createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(block);
};
