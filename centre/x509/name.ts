import {
  contentOf,
  DerCursor,
  type DerElement,
  DerError,
  derOf,
  elementsOf,
  tags,
} from '../asn1/der-reader.ts';
import {oidOf} from '../asn1/der-values.ts';

interface Attribute {
  readonly type: string;
  readonly value: DerElement;
}

/** Encodings of character strings, by tag. What is none of these is compared byte by byte. */
const decoders: Readonly<Record<number, (bytes: Uint8Array) => string>> = {
  12: (bytes) => Buffer.from(bytes).toString('utf8'),
  18: (bytes) => Buffer.from(bytes).toString('latin1'),
  19: (bytes) => Buffer.from(bytes).toString('latin1'),
  20: (bytes) => Buffer.from(bytes).toString('latin1'),
  22: (bytes) => Buffer.from(bytes).toString('latin1'),
  26: (bytes) => Buffer.from(bytes).toString('latin1'),
  28: (bytes) => wide(bytes, 4),
  30: (bytes) => wide(bytes, 2),
};

const emailAddress = '1.2.840.113549.1.9.1';

const shortTypes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '0.9.2342.19200300.100.1.25': 'DC',
  [emailAddress]: 'emailAddress',
};

const most = {rdns: 100, attributes: 100} as const;

/** A distinguished name, RFC 5280 clause 4.1.2.4, from its DER; it keeps no more than views into the bytes. */
export class DistinguishedNameView {
  readonly der: Uint8Array;
  readonly #rdns: readonly (readonly Attribute[])[];
  #keys: readonly string[] | undefined;
  #key: string | undefined;

  /** @throws DerError */
  constructor(element: DerElement) {
    this.der = derOf(element);
    this.#rdns = elementsOf(element, 'a name', {most: most.rdns, least: 0}).map(attributesOf);
  }

  get isEmpty(): boolean {
    return this.#rdns.length === 0;
  }

  /** One key for each RDN, equal where clause 7.1 says that they match: case, white space and string type do not count. */
  get keys(): readonly string[] {
    this.#keys ??= this.#rdns.map(rdnKey);
    return this.#keys;
  }

  /** Equal for names that match. */
  get key(): string {
    this.#key ??= joined(this.keys);
    return this.#key;
  }

  get emailAddresses(): string[] {
    return this.#rdns
      .flat()
      .filter(({type}) => type === emailAddress)
      .map(({value}) => textOf(value));
  }

  /** `C=JP, O=…` for a person to read; control characters are shown as `?`. */
  get text(): string {
    return this.#rdns
      .map((rdn) =>
        rdn.map(({type, value}) => `${shortTypes[type] ?? type}=${printable(textOf(value))}`).join('+'),
      )
      .join(', ');
  }
}

/** Whether two names match, RFC 5280 clause 7.1. Equal bytes need no further look. */
export const sameName = (a: DistinguishedNameView, b: DistinguishedNameView): boolean =>
  a === b || Buffer.compare(a.der, b.der) === 0 || a.key === b.key;

/** Whether `name` lies in the subtree below `base`: its first RDNs match those of the base. */
export const isWithin = (name: DistinguishedNameView, base: DistinguishedNameView): boolean =>
  base.keys.length <= name.keys.length && base.keys.every((key, i) => key === name.keys[i]);

/** Key of the name that is `base` with one more RDN, the content of a SET: nameRelativeToCRLIssuer. */
export const relativeNameKey = (base: DistinguishedNameView, rdn: DerElement): string =>
  joined([...base.keys, rdnKey(attributesIn(rdn))]);

const attributesOf = (rdn: DerElement): Attribute[] => {
  if (rdn.tag !== tags.set) {
    throw new DerError(rdn.start, 'a SET of attributes');
  }
  return attributesIn(rdn);
};

const attributesIn = (rdn: DerElement): Attribute[] =>
  elementsOf(rdn, 'an RDN', {most: most.attributes}).map((element) => {
    if (element.tag !== tags.sequence) {
      throw new DerError(element.start, 'an attribute');
    }
    const cursor = new DerCursor(element);
    const type = oidOf(cursor.next(tags.oid, 'the type of an attribute'));
    const value = cursor.any('the value of an attribute');
    cursor.finish('an attribute');
    return {type, value};
  });

const rdnKey = (rdn: readonly Attribute[]): string => joined(rdn.map(attributeKey).sort());

const attributeKey = ({type, value}: Attribute): string =>
  decoders[value.tag]
    ? joined([type, prepared(textOf(value))])
    : joined([type, Buffer.from(derOf(value)).toString('hex'), 'der']);

/** Joins so that no text inside can pass for a border. */
const joined = (parts: readonly string[]): string => parts.map((part) => `${part.length}:${part}`).join('');

/** The string preparation of RFC 4518 as far as it changes anything: NFKC, case, white space. */
const prepared = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u00ad\u200b\ufeff]/g, '')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();

const textOf = (value: DerElement): string =>
  decoders[value.tag]?.(contentOf(value)) ?? `#${Buffer.from(derOf(value)).toString('hex')}`;

const wide = (bytes: Uint8Array, size: 2 | 4): string => {
  let text = '';
  for (let i = 0; i + size <= bytes.length; i += size) {
    const code = bytes.subarray(i, i + size).reduce((sum, byte) => sum * 256 + byte, 0);
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return text;
};

const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?').slice(0, 200);
