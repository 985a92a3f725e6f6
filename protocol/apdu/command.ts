import {KazasuError} from '../errors.ts';
import {toHex} from '../hex.ts';
import {carriesSecret} from '../record/mask.ts';

/**
 * A command APDU, ISO/IEC 7816-4 clause 5.2. `ne` is the number of response bytes asked for: 0 where there is
 * no Le field, else 1–65536. `extended` says that a length field had three bytes (or shall have, for encode).
 */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  readonly ne: number;
  readonly extended: boolean;
}

const none = new Uint8Array(0);

/** Where a PIN is carried, the byte at Lc's place may be its first digit: the sentence stops at the header. */
const secretLength = {
  en: 'has length fields that agree with its bytes',
  ja: '長さフィールドと実際のバイト数が一致します',
};

const lengthRefused = (bytes: Uint8Array, length: {en: string; ja: string}): never => {
  const secret = carriesSecret(bytes);
  const why = secret ? secretLength : length;
  const header = toHex(bytes.subarray(0, secret ? 4 : 7));
  throw new KazasuError('KZS-APDU-LENGTH', {
    en: `a command APDU ${why.en}, but ${bytes.length} bytes beginning ${header} came`,
    ja: `コマンドAPDUは${why.ja}が、${header} で始まる ${bytes.length} バイトが届きました`,
  });
};

/** A command from its fields; data, ne and extended may be left out. */
export const command = (
  fields: Pick<CommandApdu, 'cla' | 'ins' | 'p1' | 'p2'> & Partial<CommandApdu>,
): CommandApdu => {
  const {cla, ins, p1, p2, data = none, ne = 0} = fields;
  return {cla, ins, p1, p2, data, ne, extended: fields.extended ?? (data.length > 255 || ne > 256)};
};

/**
 * Bytes of all seven forms (cases 1, 2S, 3S, 4S, 2E, 3E, 4E) to a command.
 * @throws KazasuError `KZS-APDU-LENGTH` when the length fields do not agree with the bytes.
 */
const decode = (bytes: Uint8Array): CommandApdu => {
  const n = bytes.length;
  if (n < 4) {
    lengthRefused(bytes, {
      en: 'has at least the four header bytes',
      ja: '少なくとも4バイトのヘッダーを持ちます',
    });
  }
  const cla = bytes[0] as number;
  const ins = bytes[1] as number;
  const p1 = bytes[2] as number;
  const p2 = bytes[3] as number;
  if (n === 4) {
    return {cla, ins, p1, p2, data: none, ne: 0, extended: false};
  }
  const b5 = bytes[4] as number;
  if (n === 5) {
    return {cla, ins, p1, p2, data: none, ne: b5 || 256, extended: false};
  }
  if (b5 !== 0) {
    if (n === 5 + b5) {
      return {cla, ins, p1, p2, data: bytes.subarray(5), ne: 0, extended: false};
    }
    if (n === 6 + b5) {
      return {cla, ins, p1, p2, data: bytes.subarray(5, n - 1), ne: bytes[n - 1] || 256, extended: false};
    }
    return lengthRefused(bytes, {
      en: `with Lc ${b5} has ${5 + b5} or ${6 + b5} bytes`,
      ja: `Lc が ${b5} なら ${5 + b5} または ${6 + b5} バイトです`,
    });
  }
  if (n < 7) {
    return lengthRefused(bytes, {
      en: 'with an extended length field has at least 7 bytes',
      ja: '拡張長フィールドがあれば少なくとも7バイトです',
    });
  }
  const length = ((bytes[5] as number) << 8) | (bytes[6] as number);
  if (n === 7) {
    return {cla, ins, p1, p2, data: none, ne: length || 65536, extended: true};
  }
  if (length !== 0 && n === 7 + length) {
    return {cla, ins, p1, p2, data: bytes.subarray(7), ne: 0, extended: true};
  }
  if (length !== 0 && n === 9 + length) {
    const le = ((bytes[n - 2] as number) << 8) | (bytes[n - 1] as number);
    return {cla, ins, p1, p2, data: bytes.subarray(7, n - 2), ne: le || 65536, extended: true};
  }
  return lengthRefused(bytes, {
    en: `with extended Lc ${length} has ${7 + length} or ${9 + length} bytes and Lc above 0`,
    ja: `拡張 Lc が ${length} なら ${7 + length} または ${9 + length} バイトで、Lc は0より大きい値です`,
  });
};

/**
 * A command to bytes: short form unless `extended` is set.
 * @throws KazasuError `KZS-APDU-RANGE` when a field does not fit its form.
 */
const encode = (apdu: CommandApdu): Uint8Array => {
  const {cla, ins, p1, p2, data, ne, extended} = apdu;
  if ([cla, ins, p1, p2].some((byte) => byte !== (byte & 0xff))) {
    throw new KazasuError('KZS-APDU-RANGE', {
      en: `a command APDU begins with four header bytes of 0 to 255, but ${cla}, ${ins}, ${p1}, ${p2} were given`,
      ja: `コマンドAPDUのヘッダーは0〜255の4バイトですが、${cla}, ${ins}, ${p1}, ${p2} が指定されました`,
    });
  }
  const [mostData, mostNe] = extended ? [65535, 65536] : [255, 256];
  if (data.length > mostData || ne > mostNe || ne < 0) {
    throw new KazasuError('KZS-APDU-RANGE', {
      en: `${extended ? 'an extended' : 'a short'} command APDU carries up to ${mostData} bytes and asks for up to ${mostNe}, but ${data.length} and ${ne} were given`,
      ja: `${extended ? '拡張長' : '短縮長'}のコマンドAPDUはデータ ${mostData} バイト、応答 ${mostNe} バイトまでですが、${data.length} と ${ne} が指定されました`,
    });
  }
  const wide = extended && (data.length > 0 || ne > 0);
  const lcSize = data.length === 0 ? 0 : wide ? 3 : 1;
  const leSize = ne === 0 ? 0 : wide ? (lcSize === 0 ? 3 : 2) : 1;
  const bytes = new Uint8Array(4 + lcSize + data.length + leSize);
  bytes.set([cla, ins, p1, p2]);
  if (lcSize === 3) {
    bytes.set([0, data.length >> 8, data.length & 0xff], 4);
  } else if (lcSize === 1) {
    bytes[4] = data.length;
  }
  bytes.set(data, 4 + lcSize);
  if (leSize === 1) {
    bytes[bytes.length - 1] = ne & 0xff;
  } else if (leSize > 1) {
    bytes.set([(ne >> 8) & 0xff, ne & 0xff], bytes.length - 2);
  }
  return bytes;
};

/** Command APDU ⇄ bytes. */
export const commandApdu = {encode, decode};
