import type {AesKey} from '../ciphers/aes-key.ts';
import type {TripleDesKey} from '../ciphers/triple-des-key.ts';
import {sameBytes} from './authentication.ts';
import {keyCheckValue, keyTypes, type SymmetricKeyType} from './key-check-value.ts';

/** One key of PUT KEY: a symmetric one with its value, or a public one with its components. */
export type TransportedKey =
  | {readonly type: SymmetricKeyType; readonly value: Uint8Array}
  | {readonly type: 'public'; readonly components: readonly KeyComponent[]};

/** A component of a public key: A1 modulus, A0 exponent; B0 point, B1 to B7 curve, F0 name of the curve. */
export interface KeyComponent {
  readonly type: number;
  readonly value: Uint8Array;
}

/** The data field of PUT KEY, GPC 2.3.1 clause 11.8.2.3: the new key version and its keys. [S13] */
export interface PutKeyData {
  readonly keyVersion: number;
  readonly keys: readonly TransportedKey[];
}

/** Whether an AES cryptogram is preceded by the length of the key in it: clients do both where they may. [S111] [S112] */
export type InnerLength = 'always' | 'where-padded';

export type PutKeyRefusal = 'malformed' | 'type-unknown' | 'check-value-wrong';

/** Encrypts sensitive data under the session's DEK: ECB in SCP02, CBC with a zero vector in SCP03. */
export const encryptedUnder = (dek: TripleDesKey | AesKey, blocks: Uint8Array): Uint8Array =>
  'encryptEcb' in dek ? dek.encryptEcb(blocks) : dek.encryptCbc(undefined, Uint8Array.from(blocks));

export const decryptedUnder = (dek: TripleDesKey | AesKey, blocks: Uint8Array): Uint8Array =>
  'decryptEcb' in dek ? dek.decryptEcb(blocks) : dek.decryptCbc(undefined, blocks);

const encode = (
  {keyVersion, keys}: PutKeyData,
  dek: TripleDesKey | AesKey,
  inner: InnerLength = 'always',
): Uint8Array => Uint8Array.from([keyVersion, ...keys.flatMap((key) => [...encodedKey(key, dek, inner)])]);

const encodedKey = (key: TransportedKey, dek: TripleDesKey | AesKey, inner: InnerLength): Uint8Array => {
  if (key.type === 'public') {
    const components = key.components.map(({type, value}) => field(type, value));
    return Buffer.concat([...components, Uint8Array.of(0)]);
  }
  const {type, value} = key;
  const blockBytes = type === 'des' ? 8 : 16;
  const blocks = new Uint8Array(Math.ceil(value.length / blockBytes) * blockBytes);
  blocks.set(value);
  const cryptogram = encryptedUnder(dek, blocks);
  const told = type === 'aes' && (inner === 'always' || blocks.length > value.length);
  const content = told ? Buffer.concat([Uint8Array.of(value.length), cryptogram]) : cryptogram;
  return Buffer.concat([field(keyTypes[type], content), Uint8Array.of(3), keyCheckValue(type, value)]);
};

const field = (type: number, value: Uint8Array): Uint8Array => {
  const {length} = value;
  const form =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(type, ...form), value]);
};

/** Both forms of AES keys are read. A key whose check value is empty is not checked. */
const decode = (data: Uint8Array, dek: TripleDesKey | AesKey): PutKeyData | PutKeyRefusal => {
  const [keyVersion] = data;
  if (keyVersion === undefined) {
    return 'malformed';
  }
  const keys: TransportedKey[] = [];
  for (let at = 1; at < data.length; ) {
    const read = readKey(data, at, dek);
    if (typeof read === 'string') {
      return read;
    }
    keys.push(read.key);
    at = read.next;
  }
  return keys.length > 0 ? {keyVersion, keys} : 'malformed';
};

interface ReadKey {
  readonly key: TransportedKey;
  readonly next: number;
}

const readKey = (data: Uint8Array, start: number, dek: TripleDesKey | AesKey): ReadKey | PutKeyRefusal => {
  const first = readField(data, start);
  if (!first) {
    return 'malformed';
  }
  const {type} = first.component;
  if (type === keyTypes.rsaModulus || type === keyTypes.ecPublic) {
    return readPublicKey(data, first);
  }
  if (type !== keyTypes.des && type !== keyTypes.aes) {
    return 'type-unknown';
  }
  const symmetric = type === keyTypes.des ? 'des' : 'aes';
  const check = readCheckValue(data, first.next);
  const value = check && plainKey(symmetric, first.component.value, dek);
  if (!check || !value) {
    return 'malformed';
  }
  const right = check.value.length === 0 || sameBytes(check.value, keyCheckValue(symmetric, value));
  return right ? {key: {type: symmetric, value}, next: check.next} : 'check-value-wrong';
};

/** Components follow each other until the length of the check value, which is at most 3 and so no type. */
const readPublicKey = (data: Uint8Array, first: ReadField): ReadKey | PutKeyRefusal => {
  const components = [first.component];
  let at = first.next;
  while ((data[at] ?? 0) > 3) {
    const next = readField(data, at);
    if (!next) {
      return 'malformed';
    }
    components.push(next.component);
    at = next.next;
  }
  const check = readCheckValue(data, at);
  return check ? {key: {type: 'public', components}, next: check.next} : 'malformed';
};

interface ReadField {
  readonly component: KeyComponent;
  readonly next: number;
}

const readField = (data: Uint8Array, start: number): ReadField | undefined => {
  const [type, first = 0, second = 0, third = 0] = data.subarray(start, start + 4);
  const [length, from] =
    first < 0x80
      ? [first, start + 2]
      : first === 0x81
        ? [second, start + 3]
        : [(second << 8) | third, start + 4];
  const value = data.subarray(from, from + length);
  const known = first < 0x80 || first === 0x81 || first === 0x82;
  return type !== undefined && known && value.length === length && length > 0
    ? {component: {type, value}, next: from + length}
    : undefined;
};

const readCheckValue = (data: Uint8Array, at: number): {value: Uint8Array; next: number} | undefined => {
  const length = data[at];
  if (length !== 0 && length !== 3) {
    return undefined;
  }
  const value = data.subarray(at + 1, at + 1 + length);
  return value.length === length ? {value, next: at + 1 + length} : undefined;
};

const keyLengths: Readonly<Record<SymmetricKeyType, readonly number[]>> = {des: [16], aes: [16, 24, 32]};

/** A byte more than whole blocks is the inner length; what a client filled up with is cut off. */
const plainKey = (
  type: SymmetricKeyType,
  content: Uint8Array,
  dek: TripleDesKey | AesKey,
): Uint8Array | undefined => {
  const blockBytes = dek.length === 16 && 'encryptEcb' in dek ? 8 : 16;
  const told = content.length % blockBytes === 1 ? content[0] : undefined;
  const blocks = told === undefined ? content : content.subarray(1);
  if (blocks.length === 0 || blocks.length % blockBytes !== 0) {
    return undefined;
  }
  const value = Uint8Array.from(decryptedUnder(dek, blocks).subarray(0, told));
  return keyLengths[type].includes(value.length) ? value : undefined;
};

/** The data field of PUT KEY ⇄ keys, under the session's DEK. */
export const putKeyData = {encode, decode};
