import {contentOf, type DerElement, DerError} from './der-reader.ts';

/** Content of an INTEGER in its shortest form, two's complement. */
export const integerBytes = (element: DerElement): Uint8Array => {
  const content = contentOf(element);
  const [first = 0, second = 0] = content;
  const padded = content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
  if (content.length === 0 || padded) {
    throw new DerError(element.start, 'an INTEGER in its shortest form');
  }
  return content;
};

/** Content of a non-negative INTEGER of at most 20 octets of value: a serial number, or the number of a list. */
export const unsignedBytes = (element: DerElement): Uint8Array => {
  const content = integerBytes(element);
  const [first = 0] = content;
  if (first >= 0x80 || content.length > (first === 0 ? 21 : 20)) {
    throw new DerError(element.start, 'a non-negative INTEGER of at most 20 octets');
  }
  return content;
};

/** An ENUMERATED of one octet. */
export const enumeratedOf = (element: DerElement): number => {
  const [value = 0x80, ...more] = contentOf(element);
  if (value >= 0x80 || more.length > 0) {
    throw new DerError(element.start, 'an ENUMERATED of one octet');
  }
  return value;
};

/** A non-negative INTEGER of at most 31 bits. What is larger counts as the largest: no count of ours gets there. */
export const countOf = (element: DerElement): number => {
  const content = integerBytes(element);
  if ((content[0] ?? 0) >= 0x80) {
    throw new DerError(element.start, 'a non-negative INTEGER');
  }
  return content.length > 4 ? 0x7fffffff : content.reduce((sum, byte) => sum * 256 + byte, 0);
};

export const booleanOf = (element: DerElement): boolean => {
  const content = contentOf(element);
  if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
    throw new DerError(element.start, 'a BOOLEAN of 00 or FF');
  }
  return content[0] === 0xff;
};

/** A BIT STRING of whole octets: a key or a signature. */
export const octetsOfBits = (element: DerElement): Uint8Array => {
  const content = contentOf(element);
  if (content[0] !== 0) {
    throw new DerError(element.start, 'a BIT STRING of whole octets');
  }
  return content.subarray(1);
};

/** The octets of a signature; none where they are not whole, which no key verifies. */
export const signatureBits = (element: DerElement): Uint8Array => {
  const content = contentOf(element);
  return content[0] === 0 ? content.subarray(1) : new Uint8Array(0);
};

/** A BIT STRING of named bits: bit i of the number is bit i of the string; bits from 16 on are left out. */
export const namedBits = (element: DerElement): number => {
  const content = contentOf(element);
  const unused = content[0] ?? 8;
  const last = content.length > 1 ? (content.at(-1) ?? 0) : 0;
  // Named bits have no trailing zeros in DER (X.690 clause 11.2.2), but issuers write them; unused bits are zero.
  if (unused > 7 || (content.length === 1 && unused > 0) || (last & ((1 << unused) - 1)) !== 0) {
    throw new DerError(element.start, 'a BIT STRING with its unused bits zero');
  }
  let bits = 0;
  for (let i = 0; i < 16; i += 1) {
    if (((content[1 + (i >> 3)] ?? 0) >> (7 - (i & 7))) & 1) {
      bits |= 1 << i;
    }
  }
  return bits;
};

/** No registered object identifier is near this long. */
const mostOidBytes = 64;

/** An OBJECT IDENTIFIER in dotted form. */
export const oidOf = (element: DerElement): string => {
  const content = contentOf(element);
  const arcs: (number | bigint)[] = [];
  let arc: number | bigint = 0;
  let begins = true;
  for (const byte of content) {
    if (begins && byte === 0x80) {
      throw new DerError(element.start, 'an OBJECT IDENTIFIER in its shortest form');
    }
    const next: number | bigint =
      typeof arc === 'number' && arc < 2 ** 45
        ? arc * 128 + (byte & 0x7f)
        : BigInt(arc) * 128n + BigInt(byte & 0x7f);
    begins = (byte & 0x80) === 0;
    if (begins) {
      arcs.push(next);
    }
    arc = begins ? 0 : next;
  }
  if (content.length === 0 || content.length > mostOidBytes || !begins) {
    throw new DerError(element.start, `an OBJECT IDENTIFIER of 1 to ${mostOidBytes} bytes`);
  }
  const [first = 0, ...rest] = arcs;
  const root = first < 40 ? 0 : first < 80 ? 1 : 2;
  const second = typeof first === 'number' ? first - root * 40 : first - 80n;
  return [root, second, ...rest].join('.');
};
