import type {DecodedExchange} from './exchange-decoder.ts';
import type {Language} from './status-words.ts';

const words = {
  en: {
    certificate: (bytes: string) => `certificate, ${bytes} bytes in all`,
    object: (tag: string, bytes: string) => `object ${tag}, ${bytes} bytes in all`,
  },
  ja: {
    certificate: (bytes: string) => `証明書、全体で ${bytes} バイト`,
    object: (tag: string, bytes: string) => `オブジェクト ${tag}、全体で ${bytes} バイト`,
  },
} as const;

/** EFs of the JPKI application that begin with a certificate, and the one that is a text. [S1] [S2] */
const certificateFiles = new Set([0x01, 0x02, 0x0a, 0x0b]);
const tokenFile = 0x06;

/** What the data of a response are, where their first bytes tell; empty where they do not. */
export const responseRemark = ({operation, name, event}: DecodedExchange, language: Language): string => {
  const data = Buffer.from(event.response.slice(0, -4), 'hex');
  const begins = operation.kind === 'read' ? operation.offset === 0 : operation.kind === 'read-record';
  if (data.length === 0 || !(begins || name === 'GET DATA')) {
    return '';
  }
  const file = operation.kind === 'read' ? operation.file : undefined;
  const inJpki = file?.application?.name === 'jpki';
  if (inJpki && file?.id === tokenFile) {
    return labelOf(data);
  }
  const object = objectHeader(data);
  if (!object) {
    return '';
  }
  const bytes = object.bytes.toLocaleString('en-US');
  return inJpki && certificateFiles.has(file?.id ?? 0) && object.tag === '30'
    ? words[language].certificate(bytes)
    : words[language].object(object.tag, bytes);
};

const labelOf = (data: Buffer): string =>
  /^[\x20-\x7E]+$/.test(data.toString('latin1')) ? `"${data.toString('latin1').trimEnd()}"` : '';

/**
 * Tag and whole length of the BER-TLV object that begins here (ISO/IEC 7816-4 clause 6.3). Much of it may lie in the
 * responses that follow, so only its header is looked at; a lone byte of padding is no object.
 */
const objectHeader = (data: Buffer): {readonly tag: string; readonly bytes: number} | undefined => {
  const tagBytes = ((data[0] ?? 0) & 0x1f) === 0x1f ? 2 : 1;
  const first = data[tagBytes];
  if (first === undefined || data[0] === 0 || (data[0] === 0xff && tagBytes === 1)) {
    return undefined;
  }
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (first === 0x80 || more > 3 || data.length < tagBytes + 1 + more) {
    return undefined;
  }
  const length = more === 0 ? first : data.readUIntBE(tagBytes + 1, more);
  return {
    tag: data.subarray(0, tagBytes).toString('hex').toUpperCase(),
    bytes: tagBytes + 1 + more + length,
  };
};
