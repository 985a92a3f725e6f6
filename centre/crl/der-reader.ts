import {tags} from './der-writer.ts';

/** Bytes that are not the DER that was expected; `at` is their offset. */
export class NotDer extends Error {
  readonly at: number;

  constructor(expected: string, at: number) {
    super(`${expected} was expected at byte ${at}`);
    this.name = 'NotDer';
    this.at = at;
  }
}

/** Where an element lies in its bytes: `at` its tag, `start` to `end` its contents. */
export interface DerElement {
  readonly tag: number;
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Walks strict DER (definite shortest lengths, one-byte tags, nothing left over) without copying. Whatever does
 * not fit throws `NotDer`; nothing is ever read beyond `end`.
 */
export class DerCursor {
  readonly bytes: Uint8Array;
  readonly end: number;
  #at: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.end = end;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  get done(): boolean {
    return this.#at >= this.end;
  }

  /** The tag of the next element; undefined at the end. */
  get tag(): number | undefined {
    return this.done ? undefined : this.bytes[this.#at];
  }

  /** The next element, whatever its tag. */
  any(what: string): DerElement {
    const found = elementAt(this.bytes, this.#at, this.end, what);
    this.#at = found.end;
    return found;
  }

  take(tag: number, what: string): DerElement {
    if (this.tag !== tag) {
      throw new NotDer(what, this.#at);
    }
    return this.any(what);
  }

  optional(tag: number, what: string): DerElement | undefined {
    return this.tag === tag ? this.any(what) : undefined;
  }

  /** The next element's contents, as a cursor of their own. */
  into(tag: number, what: string): DerCursor {
    const {start, end} = this.take(tag, what);
    return new DerCursor(this.bytes, start, end);
  }

  /** The contents of an element that has been taken. */
  within({start, end}: DerElement): DerCursor {
    return new DerCursor(this.bytes, start, end);
  }

  content({start, end}: DerElement): Uint8Array {
    return this.bytes.subarray(start, end);
  }

  whole({at, end}: DerElement): Uint8Array {
    return this.bytes.subarray(at, end);
  }

  /** Nothing may follow. */
  finish(what: string): void {
    if (!this.done) {
      throw new NotDer(`the end of ${what}`, this.#at);
    }
  }
}

const elementAt = (bytes: Uint8Array, at: number, limit: number, what: string): DerElement => {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || at + 2 > limit || (tag & 0x1f) === 0x1f) {
    throw new NotDer(what, at);
  }
  const size = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || size > 4 || at + 2 + size > limit) {
    throw new NotDer(`a length of ${what}`, at);
  }
  let length = size === 0 ? first : 0;
  for (let i = 0; i < size; i += 1) {
    length = length * 256 + (bytes[at + 2 + i] ?? 0);
  }
  const shortest = size === 0 || (length >= 0x80 && length >= 256 ** (size - 1));
  const start = at + 2 + size;
  if (!shortest || start + length > limit) {
    throw new NotDer(`a length of ${what}`, at);
  }
  return {tag, at, start, end: start + length};
};

/** The contents of a non-negative INTEGER in its shortest form. */
export const unsignedContent = (cursor: DerCursor, what: string, tag: number = tags.integer): Uint8Array => {
  const found = cursor.take(tag, what);
  const content = cursor.content(found);
  const [first, second] = content;
  if (first === undefined || first >= 0x80 || (first === 0 && second !== undefined && second < 0x80)) {
    throw new NotDer(`${what} as a non-negative INTEGER`, found.at);
  }
  return content;
};

/** A serial number as everywhere here: the magnitude in upper-case hex, at most 20 octets (RFC 5280 4.1.2.2). */
export const serialNumberOf = (cursor: DerCursor): string => {
  const {at} = cursor;
  const content = unsignedContent(cursor, 'a serial number');
  if (content.length > 20) {
    throw new NotDer('a serial number of at most 20 octets', at);
  }
  const magnitude = content[0] === 0 && content.length > 1 ? content.subarray(1) : content;
  return Buffer.from(magnitude).toString('hex').toUpperCase();
};

/** ENUMERATED, one octet. */
export const enumerated = (cursor: DerCursor, what: string): number => {
  const found = cursor.take(tags.enumerated, what);
  const content = cursor.content(found);
  if (content.length !== 1 || (content[0] as number) >= 0x80) {
    throw new NotDer(`${what} of one octet`, found.at);
  }
  return content[0] as number;
};

export const objectIdentifierOf = (cursor: DerCursor, what: string): string => {
  const found = cursor.take(tags.oid, what);
  const content = cursor.content(found);
  const arcs: number[] = [];
  let value = 0;
  let fresh = true;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if ((fresh && byte === 0x80) || value > Number.MAX_SAFE_INTEGER / 128) {
      throw new NotDer(`${what} as an object identifier`, found.at);
    }
    fresh = byte < 0x80;
    if (fresh) {
      arcs.push(value);
      value = 0;
    }
  }
  const [first] = arcs;
  if (first === undefined || !fresh) {
    throw new NotDer(`${what} as an object identifier`, found.at);
  }
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - top * 40, ...arcs.slice(1)].join('.');
};

/** BOOLEAN DEFAULT FALSE: written only where it is TRUE, as FF. */
export const flag = (cursor: DerCursor, what: string, tag: number = tags.boolean): boolean => {
  const found = cursor.optional(tag, what);
  if (!found) {
    return false;
  }
  if (found.end - found.start !== 1 || cursor.bytes[found.start] !== 0xff) {
    throw new NotDer(`${what} as TRUE`, found.at);
  }
  return true;
};

/** A BIT STRING of whole bytes. */
export const wholeBits = (cursor: DerCursor, what: string): Uint8Array => {
  const found = cursor.take(tags.bitString, what);
  if (cursor.bytes[found.start] !== 0 || found.end - found.start < 2) {
    throw new NotDer(`${what} as a BIT STRING of whole bytes`, found.at);
  }
  return cursor.bytes.subarray(found.start + 1, found.end);
};
