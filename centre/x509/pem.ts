/** The kinds of objects that are read from files, by their label in PEM. */
export type PemLabel = 'CERTIFICATE' | 'X509 CRL';

/** OpenSSL's older and extended labels of the same objects. */
const labels: Readonly<Record<PemLabel, RegExp>> = {
  CERTIFICATE: /^(?:X509 |TRUSTED )?CERTIFICATE$/,
  'X509 CRL': /^(?:X509 )?CRL$/,
};

/** A PEM block, RFC 7468; the text between its two lines. */
export interface PemBlock {
  readonly label: string;
  readonly body: string;
}

/**
 * The objects of one kind in a file: PEM blocks with any text around them, or the whole file where it is DER.
 * Undefined when it is neither, or when a block is damaged; what is in the objects is not looked at.
 */
export const derObjects = (file: Uint8Array, label: PemLabel): Uint8Array[] | undefined => {
  if (beginsAsDer(file)) {
    return [file];
  }
  const bodies = pemBlocks(file)
    ?.filter((block) => labels[label].test(block.label))
    .map(({body}) => body.replace(/\s+/g, ''));
  if (!bodies || bodies.length === 0 || !bodies.every(isBase64)) {
    return undefined;
  }
  return bodies.map((body) => Buffer.from(body, 'base64'));
};

const isBase64 = (text: string): boolean => /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;

/** Whether a file begins as a SEQUENCE does, and not as text before a PEM block whose first letter is a zero. */
export const beginsAsDer = (file: Uint8Array): boolean => {
  if (file[0] !== 0x30) {
    return false;
  }
  const begin = bytesOf(file).indexOf('-----BEGIN ');
  return begin < 0 || file.subarray(0, begin).some((byte) => byte < 0x20 && !isWhiteSpace(byte));
};

/**
 * All PEM blocks of a file, of any label. Undefined where one lacks its beginning or its end (Bench-defined, C162):
 * what follows a block that was cut off must not be taken for it.
 */
export const pemBlocks = (file: Uint8Array): readonly PemBlock[] | undefined => {
  const text = bytesOf(file).toString('latin1');
  const found: PemBlock[] = [];
  let open: {readonly label: string; readonly from: number} | undefined;
  for (const {0: line, 1: kind, 2: label = '', index} of text.matchAll(
    /-----(BEGIN|END)\b([^-\r\n]*)(?:-----)?/g,
  )) {
    const name = label.trim();
    if (
      (kind === 'BEGIN') !== (open === undefined) ||
      !line.endsWith('-----') ||
      (open && open.label !== name)
    ) {
      return undefined;
    }
    if (open) {
      found.push({label: name, body: text.slice(open.from, index)});
    }
    open = kind === 'BEGIN' ? {label: name, from: index + line.length} : undefined;
  }
  return open ? undefined : found;
};

const bytesOf = (file: Uint8Array): Buffer => Buffer.from(file.buffer, file.byteOffset, file.byteLength);

const isWhiteSpace = (byte: number): boolean => byte === 0x09 || byte === 0x0a || byte === 0x0d;
