import {AesKey} from '../ciphers/aes-key.ts';
import {sameBytes} from './authentication.ts';

/** What a card confirms beside the operation: its counter (2 bytes), the domain's unique data. GPC 2.3.1 clause 11.1.6. [S13] */
export interface Confirmation {
  readonly counter: number;
  readonly uniqueData: Uint8Array;
}

/** A receipt with the confirmation data it covers. */
export interface Receipt {
  readonly receipt: Uint8Array;
  readonly confirmationData: Uint8Array;
}

const lengthAndValue = (value: Uint8Array): Uint8Array => Uint8Array.of(value.length, ...value);

/** The AIDs an operation was about, each with its length: load (file, domain), install (file, instance), delete (object), extradition (from, object, to). */
export const receiptContext = (...aids: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(aids.map(lengthAndValue));

/** The answer of a card that makes receipts: CMAC over confirmation data and context under the receipt key. [S111] [S112] */
const encode = (key: Uint8Array, {counter, uniqueData}: Confirmation, context: Uint8Array): Uint8Array => {
  const confirmationData = Buffer.concat([
    Uint8Array.of(2, counter >> 8, counter & 0xff),
    lengthAndValue(uniqueData),
  ]);
  const receipt = new AesKey(key).cmac(confirmationData, context);
  const body = Buffer.concat([lengthAndValue(receipt), confirmationData]);
  return Buffer.concat([Uint8Array.of(body.length), body]);
};

/** The receipt in an answer; undefined where the answer is a single 00 or empty, and where its lengths do not agree. */
const decode = (answer: Uint8Array): Receipt | undefined => {
  const [length = 0, receiptLength = 0] = answer;
  const confirmationData = answer.subarray(2 + receiptLength);
  return length > 0 && answer.length === 1 + length && receiptLength > 0 && confirmationData.length > 0
    ? {receipt: answer.subarray(2, 2 + receiptLength), confirmationData}
    : undefined;
};

/** Whether the receipt was made under this key for this operation. */
const isRight = (key: Uint8Array, {receipt, confirmationData}: Receipt, context: Uint8Array): boolean =>
  sameBytes(new AesKey(key).cmac(confirmationData, context), receipt);

/** Receipts of delegated management. */
export const receipts = {encode, decode, isRight};
