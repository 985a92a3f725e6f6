import {KazasuError} from './errors.ts';

/** Bytes as upper-case hex without separators. */
export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex').toUpperCase();

/**
 * Hex to bytes; blanks and colons between bytes are allowed.
 * @throws KazasuError `KZS-HEX` on an odd number of digits or a character that is no hex digit; it names the place
 * and not the text, which may be a secret.
 */
export const fromHex = (text: string): Uint8Array => {
  const digits = text.replace(/[\s:]/g, '');
  const wrong = /[^0-9a-f]/i.exec(digits);
  if (wrong || digits.length % 2 === 1) {
    throw new KazasuError('KZS-HEX', {
      en: `hex bytes (two digits each) were expected, but ${wrong ? `"${wrong[0]}" stands at character ${text.indexOf(wrong[0]) + 1}` : `${digits.length} digits came`}`,
      ja: `16進数のバイト列(1バイト2桁)が必要ですが、${wrong ? `${text.indexOf(wrong[0]) + 1} 文字目に「${wrong[0]}」があります` : `${digits.length} 桁が届きました`}`,
    });
  }
  return Uint8Array.from(Buffer.from(digits, 'hex'));
};
