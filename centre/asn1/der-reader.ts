/** One element of DER, ITU-T X.690, in place: nothing is copied. Offsets count from the start of `bytes`. */
export interface DerElement {
  readonly bytes: Uint8Array;
  /** The identifier octet. X.509 has no tag number above 30, so one octet is all there is. */
  readonly tag: number;
  readonly start: number;
  readonly content: number;
  readonly end: number;
}

/** Bytes that are not the DER that was expected, with the offset at which it shows. */
export class DerError extends Error {
  readonly offset: number;
  /** What was expected and where, for evidence under that name. */
  readonly expected: string;

  constructor(offset: number, expected: string) {
    super(`${expected} expected at offset ${offset}`);
    this.expected = `${expected} at offset ${offset}`;
    this.name = 'DerError';
    this.offset = offset;
  }
}

/** Tags by the names of X.680; `context(n)` is `[n]` constructed, `contextPrimitive(n)` the primitive one. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export const contextTag = (n: number): number => 0xa0 | n;

export const contextPrimitiveTag = (n: number): number => 0x80 | n;

/**
 * The element at an offset, which must end by `limit`. Definite lengths in their shortest form only.
 * @throws DerError
 */
export const elementAt = (bytes: Uint8Array, start: number, limit: number): DerElement => {
  const tag = bytes[start];
  const first = bytes[start + 1];
  if (tag === undefined || first === undefined || start + 2 > limit) {
    throw new DerError(start, 'an element');
  }
  if ((tag & 0x1f) === 0x1f) {
    throw new DerError(start, 'a tag of one octet');
  }
  let content = start + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || content + octets > limit) {
      throw new DerError(start + 1, 'a definite length');
    }
    length = 0;
    for (let i = 0; i < octets; i += 1) {
      length = length * 256 + (bytes[content + i] ?? 0);
    }
    if (length < 0x80 || length < 256 ** (octets - 1)) {
      throw new DerError(start + 1, 'a length in its shortest form');
    }
    content += octets;
  }
  const end = content + length;
  if (end > limit) {
    throw new DerError(start + 1, `a length within ${limit - content} bytes`);
  }
  return {bytes, tag, start, content, end};
};

/** The one element that these bytes are, with nothing behind it. */
export const wholeElement = (bytes: Uint8Array, tag: number, what: string): DerElement => {
  const element = expectTag(elementAt(bytes, 0, bytes.length), tag, what);
  if (element.end !== bytes.length) {
    throw new DerError(element.end, `nothing behind ${what}`);
  }
  return element;
};

export const expectTag = (element: DerElement, tag: number, what: string): DerElement => {
  if (element.tag !== tag) {
    throw new DerError(element.start, what);
  }
  return element;
};

/** The one element inside an EXPLICIT tag, with nothing behind it. */
export const explicit = (holder: DerElement, tag: number, what: string): DerElement => {
  const cursor = new DerCursor(holder);
  const element = cursor.next(tag, what);
  cursor.finish(what);
  return element;
};

/** Tag, length and content. */
export const derOf = ({bytes, start, end}: DerElement): Uint8Array => bytes.subarray(start, end);

export const contentOf = ({bytes, content, end}: DerElement): Uint8Array => bytes.subarray(content, end);

/** Walks the elements inside a constructed one, in order. Depth is that of the caller's grammar: nothing recurses. */
export class DerCursor {
  readonly #element: DerElement;
  #at: number;

  constructor(element: DerElement) {
    this.#element = element;
    this.#at = element.content;
  }

  get done(): boolean {
    return this.#at === this.#element.end;
  }

  /** The tag of the next element; undefined at the end. */
  get tag(): number | undefined {
    return this.done ? undefined : this.#element.bytes[this.#at];
  }

  /** The next element, which has this tag. */
  next(tag: number, what: string): DerElement {
    return expectTag(this.any(what), tag, what);
  }

  /** A cursor inside the next element, which has this tag. */
  into(tag: number, what: string): DerCursor {
    return new DerCursor(this.next(tag, what));
  }

  /** The next element, whatever it is. */
  any(what: string): DerElement {
    if (this.done) {
      throw new DerError(this.#at, what);
    }
    const element = elementAt(this.#element.bytes, this.#at, this.#element.end);
    this.#at = element.end;
    return element;
  }

  /** The next element when it has this tag; otherwise nothing is taken. */
  optional(tag: number): DerElement | undefined {
    return this.tag === tag ? this.any('an element') : undefined;
  }

  finish(what: string): void {
    if (!this.done) {
      throw new DerError(this.#at, `the end of ${what}`);
    }
  }
}

/** The elements of a SEQUENCE OF or SET OF; at least one, as RFC 5280 wants nearly everywhere, unless told otherwise. */
export const elementsOf = (
  element: DerElement,
  what: string,
  {most = 100_000, least = 1} = {},
): DerElement[] => {
  const cursor = new DerCursor(element);
  const found: DerElement[] = [];
  while (!cursor.done) {
    if (found.length === most) {
      throw new DerError(element.start, `at most ${most} elements in ${what}`);
    }
    found.push(cursor.any(what));
  }
  if (found.length < least) {
    throw new DerError(element.start, `at least one element in ${what}`);
  }
  return found;
};
