import {KazasuError} from '../errors.ts';
import {toHex} from '../hex.ts';
import {StatusWord} from './status-word.ts';

/** A response APDU, ISO/IEC 7816-4 clause 5.2: data field (0–65536 bytes) and status word. */
export interface ResponseApdu {
  readonly data: Uint8Array;
  readonly sw: StatusWord;
}

const decode = (bytes: Uint8Array): ResponseApdu => {
  const n = bytes.length;
  if (n < 2) {
    throw new KazasuError('KZS-RESPONSE-LENGTH', {
      en: `a response APDU ends in a two-byte status word, but ${n === 0 ? 'nothing' : toHex(bytes)} came`,
      ja: `レスポンスAPDUは2バイトのステータスワードで終わりますが、${n === 0 ? '何も届きませんでした' : `${toHex(bytes)} が届きました`}`,
    });
  }
  return {
    data: bytes.subarray(0, n - 2),
    sw: StatusWord.of(((bytes[n - 2] as number) << 8) | (bytes[n - 1] as number)),
  };
};

const encode = ({data, sw}: ResponseApdu): Uint8Array => {
  const bytes = new Uint8Array(data.length + 2);
  bytes.set(data);
  bytes[data.length] = sw.value >> 8;
  bytes[data.length + 1] = sw.value & 0xff;
  return bytes;
};

/** Response APDU ⇄ bytes. Decoding under two bytes throws `KZS-RESPONSE-LENGTH`: the card is gone. */
export const responseApdu = {encode, decode};
