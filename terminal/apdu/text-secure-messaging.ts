import {constants, createCipheriv, createDecipheriv, createPublicKey, publicEncrypt} from 'node:crypto';
import {
  berTlv,
  type CommandApdu,
  command,
  findTlv,
  KazasuError,
  type ResponseApdu,
  type StatusWord,
  sw,
  tlv,
} from '../../protocol/index.ts';
import type {ApduChannel} from './apdu-channel.ts';

/** Secure messaging without checksum, header not authenticated. */
const protectedClass = 0x08;
/** VERIFY and SELECT travel with encrypted data, READ BINARY with an expected length and an encrypted answer. */
const dataCommands = new Set([0x20, 0xa4]);
const readBinary = 0xb0;
/** After these the card keeps no session. [S3] */
const ends = new Set<StatusWord>([
  sw.missingSecureMessagingObjects,
  sw.incorrectSecureMessagingObjects,
  sw.secureMessagingNotAvailableHere,
  sw.secureMessagingNotSupported,
]);

const seedBytes = 32;

/** The public key of an EF 0006: `A1 {90 exponent, 91 modulus}`. */
const transportKey = (file: Uint8Array): ReturnType<typeof createPublicKey> => {
  const {children} = berTlv.decode(file);
  const part = (tag: number): string =>
    Buffer.from(findTlv(children, tag)?.value ?? []).toString('base64url');
  return createPublicKey({format: 'jwk', key: {kty: 'RSA', e: part(0x90), n: part(0x91)}});
};

/**
 * The command that delivers a session key: the seed (32 bytes) in `A0 22 80 20 …`, encrypted to the key of EF 0006
 * by RSAES-OAEP with SHA-256.
 */
export const keyDelivery = (publicKeyFile: Uint8Array, seed: Uint8Array): CommandApdu => {
  const message = berTlv.encode(tlv(0xa0, [tlv(0x80, seed.subarray(0, seedBytes))]));
  const key = {key: transportKey(publicKeyFile), padding: constants.RSA_PKCS1_OAEP_PADDING};
  const data = Uint8Array.from(publicEncrypt({...key, oaepHash: 'sha256'}, message));
  return command({cla: 0x80, ins: 0xae, p1: 0, p2: 0, data});
};

/**
 * A channel that protects each command: AES-128-CBC under the first 16 bytes of the seed that was delivered. Takes
 * plain commands (SELECT, VERIFY, READ BINARY) and gives plain responses.
 * @throws KazasuError `KZS-TEXT-SM-ENDED` once the card has dropped the session, `KZS-TEXT-SM-COMMAND`,
 * `KZS-TEXT-SM-RESPONSE`.
 */
export const textSecureMessaging = (below: ApduChannel, seed: Uint8Array): ApduChannel => {
  const key = Uint8Array.from(seed.subarray(0, 16));
  let commands = 0;
  let ended: StatusWord | undefined;
  return {
    async send(plain) {
      if (ended) {
        throw new KazasuError('KZS-TEXT-SM-ENDED', {
          en: `an open session of secure messaging was expected, but the card ended it with ${ended}`,
          ja: `セキュアメッセージングのセッションが必要ですが、カードが ${ended} で終了させました`,
        });
      }
      const sent = protectedCommand(key, commands + 1, plain);
      commands += 1;
      const response = await below.send(sent);
      if (ends.has(response.sw)) {
        ended = response.sw;
      }
      return response.data.length === 0 ? response : plainResponse(key, commands, response);
    },
  };
};

const protectedCommand = (key: Uint8Array, n: number, plain: CommandApdu): CommandApdu => {
  const {ins, p1, p2, data, ne} = plain;
  const header = {cla: protectedClass, ins, p1, p2};
  if (dataCommands.has(ins) && data.length > 0) {
    const marked = Buffer.alloc((Math.floor(data.length / 16) + 1) * 16);
    marked.set(data);
    marked[data.length] = 0x80;
    const cipher = createCipheriv('aes-128-cbc', key, initialVector(key, n)).setAutoPadding(false);
    const cryptogram = Buffer.concat([Uint8Array.of(0x01), cipher.update(marked), cipher.final()]);
    marked.fill(0);
    return command({...header, data: berTlv.encode(tlv(0x86, Uint8Array.from(cryptogram)))});
  }
  if (ins === readBinary && data.length === 0) {
    const expected = Uint8Array.of(0x00, (ne >> 8) & 0xff, ne & 0xff);
    return command({...header, data: berTlv.encode(tlv(0x96, expected)), ne: 65536});
  }
  throw new KazasuError('KZS-TEXT-SM-COMMAND', {
    en: `secure messaging carries SELECT and VERIFY with data and READ BINARY, but instruction ${ins.toString(16).toUpperCase()} came`,
    ja: `セキュアメッセージングで送れるのはデータ付きの SELECT・VERIFY と READ BINARY ですが、INS ${ins.toString(16).toUpperCase()} が渡されました`,
  });
};

/** AES of the command's number, in both directions. */
const initialVector = (key: Uint8Array, n: number): Buffer => {
  const number = Buffer.from(n.toString(16).padStart(32, '0'), 'hex');
  return createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(number);
};

const plainResponse = (key: Uint8Array, n: number, {data, sw: status}: ResponseApdu): ResponseApdu => {
  const [object, ...more] = berTlv.decodeAll(data);
  const cryptogram = object?.value.subarray(1) ?? new Uint8Array(0);
  const whole = cryptogram.length > 0 && cryptogram.length % 16 === 0;
  if (object?.tag !== 0x86 || object.value[0] !== 0x01 || more.length > 0 || !whole) {
    return unusable();
  }
  const decipher = createDecipheriv('aes-128-cbc', key, initialVector(key, n)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(cryptogram), decipher.final()]);
  const marker = padded.lastIndexOf(0x80);
  if (marker < 0 || padded.subarray(marker + 1).some((byte) => byte !== 0)) {
    return unusable();
  }
  return {data: Uint8Array.from(padded.subarray(0, marker)), sw: status};
};

const unusable = (): never => {
  throw new KazasuError('KZS-TEXT-SM-RESPONSE', {
    en: 'a response of one data object 86 that decrypts to padded data was expected, but the card sent something else',
    ja: '復号するとパディング付きデータになるデータオブジェクト86が必要ですが、カードは別のものを返しました',
  });
};
