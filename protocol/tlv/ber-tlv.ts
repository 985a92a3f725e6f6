import {KazasuError} from '../errors.ts';
import {toHex} from '../hex.ts';

/**
 * One BER-TLV data object, ISO/IEC 7816-4 clause 6.3. `tag` is its bytes read as one number (0xDF21);
 * `children` is there exactly when bit 6 of the first tag byte says constructed.
 */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
  readonly children?: readonly Tlv[];
}

const refused = (at: number, en: string, ja: string): never => {
  throw new KazasuError('KZS-TLV', {
    en: `strict BER-TLV was expected, but at byte ${at} ${en}`,
    ja: `厳格なBER-TLVが必要ですが、${at} バイト目で${ja}`,
  });
};

const tagBytes = (tag: number): number[] => {
  const bytes: number[] = [];
  for (let rest = tag; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return bytes;
};

const isConstructed = (tag: number): boolean => ((tagBytes(tag)[0] ?? 0) & 0x20) !== 0;

const lengthBytes = (length: number): number[] => {
  if (length < 0x80) {
    return [length];
  }
  const bytes = tagBytes(length);
  return [0x80 | bytes.length, ...bytes];
};

/** Tag numbers below 31 may have two bytes: the card's own objects do (FF10, DF11), against X.690. [S3], D15 */
const readTag = (bytes: Uint8Array, start: number, end: number): {tag: number; next: number} => {
  if (start >= end) {
    refused(start, 'the tag is missing', 'タグがありません');
  }
  const first = bytes[start] as number;
  if ((first & 0x1f) !== 0x1f) {
    return {tag: first, next: start + 1};
  }
  let tag = first;
  let at = start + 1;
  for (;;) {
    if (at >= end) {
      refused(start, 'the tag is cut off', 'タグが途中で終わっています');
    }
    const byte = bytes[at] as number;
    if (at === start + 1 && (byte & 0x7f) === 0) {
      refused(start, 'the tag number has a leading zero', 'タグ番号の先頭が0です');
    }
    tag = tag * 256 + byte;
    at += 1;
    if ((byte & 0x80) === 0) {
      break;
    }
    if (at - start > 3) {
      refused(start, 'the tag is longer than four bytes', 'タグが4バイトを超えています');
    }
  }
  return {tag, next: at};
};

const readLength = (bytes: Uint8Array, start: number, end: number): {length: number; next: number} => {
  if (start >= end) {
    refused(start, 'the length is missing', '長さがありません');
  }
  const first = bytes[start] as number;
  if (first < 0x80) {
    return {length: first, next: start + 1};
  }
  const size = first & 0x7f;
  if (size === 0) {
    refused(start, 'the length is indefinite', '長さが不定長形式です');
  }
  if (size > 4 || start + 1 + size > end) {
    refused(
      start,
      size > 4 ? 'the length has more than four bytes' : 'the length is cut off',
      '長さの形が不正です',
    );
  }
  let length = 0;
  for (let i = 1; i <= size; i += 1) {
    length = length * 256 + (bytes[start + i] as number);
  }
  if (length < 0x80 || length < 256 ** (size - 1)) {
    refused(
      start,
      `the length ${length} is not in its shortest form`,
      `長さ ${length} が最短形式ではありません`,
    );
  }
  return {length, next: start + 1 + size};
};

/** Deeper nesting is refused before the call stack ends. No object of the card or of GlobalPlatform is near it. */
const mostLevels = 64;

const decodeRange = (bytes: Uint8Array, from: number, end: number, level = 1): Tlv[] => {
  const found: Tlv[] = [];
  for (let at = from; at < end; ) {
    if (level > mostLevels) {
      refused(
        at,
        `objects are nested deeper than ${mostLevels} levels`,
        `入れ子が ${mostLevels} 段を超えています`,
      );
    }
    const {tag, next} = readTag(bytes, at, end);
    const {length, next: start} = readLength(bytes, next, end);
    const stop = start + length;
    if (stop > end) {
      refused(at, `${length} value bytes are announced and ${end - start} are there`, '値の長さが足りません');
    }
    const value = bytes.subarray(start, stop);
    found.push(
      isConstructed(tag) ? {tag, value, children: decodeRange(bytes, start, stop, level + 1)} : {tag, value},
    );
    at = stop;
  }
  return found;
};

/**
 * All data objects of a byte string, nested ones (64 levels) included. Indefinite or non-minimal lengths, cut-off
 * objects and over-long tags are refused.
 * @throws KazasuError `KZS-TLV` with the byte where it went wrong.
 */
const decodeAll = (bytes: Uint8Array): Tlv[] => decodeRange(bytes, 0, bytes.length);

/** Where an object that was read from these bytes ends. */
const endOf = (bytes: Uint8Array, {value}: Tlv): number => value.byteOffset + value.length - bytes.byteOffset;

/** Exactly one data object; a byte behind it is refused (`KZS-TLV`). */
const decode = (bytes: Uint8Array): Tlv => {
  const [only, another] = decodeAll(bytes);
  if (!only) {
    return refused(0, 'there is no data object', 'データオブジェクトがありません');
  }
  return another
    ? refused(endOf(bytes, only), 'a second data object follows', '2つ目のデータオブジェクトがあります')
    : only;
};

/** Throws `KZS-TLV` for a number that is no tag. */
const encode = ({tag, value}: Tlv): Uint8Array => {
  const bytes = Uint8Array.from(tagBytes(tag));
  if (readTag(bytes, 0, bytes.length).next !== bytes.length) {
    refused(0, `${toHex(bytes)} is not one tag`, `${toHex(bytes)} は1つのタグではありません`);
  }
  return concatenate([bytes, Uint8Array.from(lengthBytes(value.length)), value]);
};

/** A data object from its tag and its value: bytes for a primitive tag, data objects for a constructed one. */
export const tlv = (tag: number, content: Uint8Array | readonly Tlv[]): Tlv => {
  const bytes = content instanceof Uint8Array;
  const value = bytes ? content : concatenate(content.map(encode));
  if (!isConstructed(tag)) {
    return {tag, value};
  }
  return {tag, value, children: bytes ? decodeAll(value) : content};
};

const concatenate = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));

/** The first object with this tag among these, or undefined. */
export const findTlv = (objects: readonly Tlv[] | undefined, tag: number): Tlv | undefined =>
  objects?.find((object) => object.tag === tag);

/** BER-TLV ⇄ bytes, strict in both directions. */
export const berTlv = {encode, decode, decodeAll};
