/** DER by hand, so that tests can also write what no library would. */
export const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([header(tag, content.length), content]);
};

/** Tag and length of an element whose content has so many bytes. */
export const header = (tag: number, length: number): Buffer => {
  const octets = length < 0x80 ? [] : [...Buffer.from(length.toString(16).padStart(8, '0'), 'hex')];
  while (octets[0] === 0) {
    octets.shift();
  }
  return Buffer.from(length < 0x80 ? [tag, length] : [tag, 0x80 | octets.length, ...octets]);
};

export const sequence = (...parts: Uint8Array[]): Buffer => der(0x30, ...parts);

export const oid = (text: string): Buffer => {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const arc = (value: number): number[] =>
    value < 128 ? [value] : [...arc(Math.floor(value / 128)).map((byte) => byte | 0x80), value % 128];
  return der(6, Buffer.from([first * 40 + second, ...rest].flatMap(arc)));
};

/** A non-negative INTEGER. */
export const integer = (value: number): Buffer => {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  return der(2, ...((bytes[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : []), bytes);
};

export const boolean = (value: boolean): Buffer => der(1, Buffer.from([value ? 0xff : 0]));

export const bits = (bytes: Uint8Array, unused = 0): Buffer => der(3, Buffer.from([unused]), bytes);

/** A BIT STRING of the named bits, without trailing zeros. */
export const namedBits = (...set: number[]): Buffer => {
  const last = Math.max(...set);
  const bytes = Buffer.alloc((last >> 3) + 1);
  for (const bit of set) {
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  }
  return bits(bytes, 7 - (last & 7));
};

export const text = (value: string, tag = 12): Buffer => der(tag, Buffer.from(value, 'utf8'));

/** A name of C=JP, O=Kazasu Path Tests and these common names; a string type other than UTF8String by its tag. */
export const name = (commonName: string, tag = 12): Buffer =>
  sequence(
    rdn('2.5.4.6', text('JP', 19)),
    rdn('2.5.4.10', text('Kazasu Path Tests', tag)),
    ...commonName
      .split('/')
      .filter((part) => part !== '')
      .map((part) => rdn('2.5.4.3', text(part, tag))),
  );

export const rdn = (type: string, value: Uint8Array): Buffer => der(0x31, sequence(oid(type), value));

/** UTCTime to 2049, GeneralizedTime from then on. */
export const time = (iso: string): Buffer => {
  const digits = iso.replace(/[-:T]|\.\d+/g, '');
  return Number(iso.slice(0, 4)) < 2050 ? text(digits.slice(2), 23) : text(digits, 24);
};
