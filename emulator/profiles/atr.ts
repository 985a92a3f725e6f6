import {KazasuError, type Sentence, toHex} from '../../protocol/index.ts';

/** What an answer to reset announces. */
export interface Atr {
  /** Transmission protocols, 0 and 1 mostly, in the order in which they are offered. */
  readonly protocols: readonly number[];
  readonly historicalBytes: Uint8Array;
}

const mostBytes = 33;

/**
 * An answer to reset, ISO/IEC 7816-3 clause 8.2: TS, T0, interface bytes as announced, historical bytes, and a check
 * byte (TCK) unless T=0 alone is offered.
 * @throws KazasuError `KZS-ATR` saying what is wrong with it.
 */
export const readAtr = (bytes: Uint8Array): Atr => {
  const [ts, t0] = bytes;
  if (ts !== 0x3b && ts !== 0x3f) {
    return refused({en: 'an ATR begins with 3B or 3F', ja: 'ATRは3Bまたは3Fで始まります'});
  }
  if (t0 === undefined || bytes.length > mostBytes) {
    return refused({
      en: `an ATR has 2 to ${mostBytes} bytes, but ${bytes.length} came`,
      ja: `ATRは2〜${mostBytes}バイトですが、${bytes.length}バイトです`,
    });
  }
  const {protocols, end} = interfaceBytes(bytes, t0);
  const historicalEnd = end + (t0 & 0x0f);
  const checked = protocols.some((protocol) => protocol !== 0);
  const length = historicalEnd + (checked ? 1 : 0);
  if (bytes.length !== length) {
    return refused({
      en: `its bytes announce ${length} in all, but ${bytes.length} came`,
      ja: `全体で${length}バイトのはずですが、${bytes.length}バイトです`,
    });
  }
  const sum = bytes.subarray(1, historicalEnd).reduce((xor, byte) => xor ^ byte, 0);
  const check = bytes[historicalEnd] ?? sum;
  if (check !== sum) {
    const [right, came] = [sum, check].map((byte) => toHex(Uint8Array.of(byte)));
    return refused({
      en: `its check byte TCK should be ${right}, but ${came} came`,
      ja: `チェックバイトTCKは${right}のはずですが、${came}です`,
    });
  }
  // T=15 says something of all protocols and is none itself.
  const offered = protocols.filter((protocol) => protocol !== 15);
  return {
    protocols: offered.length > 0 ? [...new Set(offered)] : [0],
    historicalBytes: bytes.slice(end, historicalEnd),
  };
};

/** Each TD names a protocol and, in its upper half, which of TA, TB, TC, TD come next; T0's upper half begins it. */
const interfaceBytes = (bytes: Uint8Array, t0: number): {protocols: number[]; end: number} => {
  const protocols: number[] = [];
  let announced = t0 >> 4;
  let end = 2;
  for (;;) {
    const beforeTd = [1, 2, 4].filter((bit) => (announced & bit) !== 0).length;
    const td = (announced & 8) === 0 ? undefined : bytes[end + beforeTd];
    if (td === undefined) {
      return {protocols, end: end + beforeTd + ((announced & 8) === 0 ? 0 : 1)};
    }
    end += beforeTd + 1;
    protocols.push(td & 0x0f);
    announced = td >> 4;
  }
};

const refused = (why: Sentence): never => {
  throw new KazasuError('KZS-ATR', why);
};
