import {tags} from './der-reader.ts';

/** One element of DER: tag, shortest definite length, and the contents one behind the other. */
export const element = (tag: number, ...contents: readonly Uint8Array[]): Uint8Array => {
  const length = contents.reduce((sum, content) => sum + content.length, 0);
  return Buffer.concat([Uint8Array.of(tag, ...lengthBytes(length)), ...contents]);
};

/** The length octets of DER: X.690 clause 10.1. */
export const lengthBytes = (length: number): number[] => {
  if (length < 0x80) {
    return [length];
  }
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) {
    octets.unshift(rest % 256);
  }
  return [0x80 | octets.length, ...octets];
};

export const sequence = (...contents: readonly Uint8Array[]): Uint8Array =>
  element(tags.sequence, ...contents);

/** A non-negative INTEGER (or an ENUMERATED) from its magnitude, big-endian. */
export const unsigned = (magnitude: Uint8Array, tag: number = tags.integer): Uint8Array =>
  element(tag, integerContent(magnitude));

/** The contents of a non-negative INTEGER: no needless zero, and a sign byte where the top bit is set. */
export const integerContent = (magnitude: Uint8Array): Uint8Array => {
  const first = magnitude.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Uint8Array.of(0) : magnitude.subarray(first);
  return (digits[0] ?? 0) >= 0x80 ? Uint8Array.of(0, ...digits) : digits;
};

/** A small non-negative INTEGER or ENUMERATED. */
export const small = (value: number, tag: number = tags.integer): Uint8Array => {
  const hex = value.toString(16);
  return unsigned(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'), tag);
};

export const octets = (content: Uint8Array): Uint8Array => element(tags.octetString, content);

/** A BIT STRING of whole bytes. */
export const bits = (content: Uint8Array): Uint8Array => element(tags.bitString, Uint8Array.of(0), content);

export const truth = (): Uint8Array => element(tags.boolean, Uint8Array.of(0xff));

export const objectIdentifier = (text: string): Uint8Array => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return element(tags.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
};

/** AlgorithmIdentifier with NULL parameters, as the RSA signatures and the SHA hashes carry it. */
export const algorithmIdentifier = (oid: string): Uint8Array =>
  sequence(objectIdentifier(oid), element(tags.null));

/** Extension of RFC 5280 clause 4.2: the value is the DER of the extension's own type. */
export const extension = (oid: string, value: Uint8Array, critical = false): Uint8Array =>
  sequence(objectIdentifier(oid), ...(critical ? [truth()] : []), octets(value));

/** Time as certificates and lists write it: UTCTime through 2049, then GeneralizedTime; whole seconds. */
export const time = (date: Date): Uint8Array =>
  date.getUTCFullYear() < 2050
    ? element(tags.utcTime, Buffer.from(digitsOf(date).slice(2), 'latin1'))
    : generalizedTime(date);

/** GeneralizedTime without fractions, as OCSP and invalidityDate write it. */
export const generalizedTime = (date: Date): Uint8Array =>
  element(tags.generalizedTime, Buffer.from(digitsOf(date), 'latin1'));

const digitsOf = (date: Date): string => `${date.toISOString().slice(0, 19).replace(/\D/g, '')}Z`;

const base128 = (value: number): number[] => {
  const groups = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) {
    groups.unshift(0x80 | (rest % 128));
  }
  return groups;
};
