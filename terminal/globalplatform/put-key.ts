import {createPublicKey, type KeyObject} from 'node:crypto';
import {
  type InnerLength,
  instructions,
  type KeyComponent,
  keyCheckValue,
  keyTypes,
  putKeyData,
  type StaticKeys,
  type SymmetricKeyType,
  sameBytes,
  type TransportedKey,
} from '../../protocol/globalplatform/index.ts';
import {command} from '../../protocol/index.ts';
import {refusedByHost} from './errors.ts';
import {carryOut, type ManagedCard} from './managed-card.ts';

/** More than one key in a row, from this key identifier on. */
const several = 0x80;

export interface PutKeys {
  readonly keyVersion: number;
  /** The version that is replaced, 0 for a new one (default). */
  readonly replaces?: number;
  readonly type: SymmetricKeyType;
  readonly keys: StaticKeys;
  /** How AES keys are written. Default: with their length in front, always. */
  readonly innerLength?: InnerLength;
}

/**
 * PUT KEY of the three keys of a secure channel, GPC 2.3.1 clause 11.8; the card's check values are compared. [S13]
 * @throws KazasuError `KZS-GP-KEY-CHECK`, `KZS-GP-STATUS`.
 */
export const putKeys = async (card: ManagedCard, wanted: PutKeys): Promise<void> => {
  const {keyVersion, replaces = 0, type, keys, innerLength = 'always'} = wanted;
  const values = [keys.enc, keys.mac, keys.dek];
  const transported = values.map((value) => ({type, value}));
  const checks = values.map((value) => keyCheckValue(type, value));
  await putKey(card, {keyVersion, replaces, keyId: 1 | several, keys: transported, innerLength}, checks);
};

/** PUT KEY of one key by itself, as the one under which a card makes receipts (version 71). */
export const putOneKey = async (
  card: ManagedCard,
  wanted: {
    readonly keyVersion: number;
    readonly keyId?: number;
    readonly replaces?: number;
    readonly type: SymmetricKeyType;
    readonly value: Uint8Array;
  },
): Promise<void> => {
  const {keyVersion, keyId = 1, replaces = 0, type, value} = wanted;
  const keys = [{type, value}];
  await putKey(card, {keyVersion, replaces, keyId, keys, innerLength: 'always'}, [
    keyCheckValue(type, value),
  ]);
};

/** PUT KEY of a public key that verifies tokens (70) or load files (73). RSA, or a curve by its name. */
export const putPublicKey = async (
  card: ManagedCard,
  {
    keyVersion,
    replaces = 0,
    key,
  }: {readonly keyVersion: number; readonly replaces?: number; readonly key: KeyObject},
): Promise<void> => {
  const keys = [{type: 'public' as const, components: componentsOf(key)}];
  await putKey(card, {keyVersion, replaces, keyId: 1, keys, innerLength: 'always'}, []);
};

const putKey = async (
  card: ManagedCard,
  wanted: {
    readonly keyVersion: number;
    readonly replaces: number;
    readonly keyId: number;
    readonly keys: readonly TransportedKey[];
    readonly innerLength: InnerLength;
  },
  checks: readonly Uint8Array[],
): Promise<void> => {
  const {keyVersion, replaces, keyId, keys, innerLength} = wanted;
  const data = putKeyData.encode({keyVersion, keys}, card.session.dek, innerLength);
  const {putKey: ins} = instructions;
  const sent = command({cla: 0x80, ins, p1: replaces, p2: keyId, data, ne: 256});
  const answer = await carryOut(card, 'PUT KEY', sent);
  const expected = Buffer.concat([Uint8Array.of(keyVersion), ...checks]);
  if (!sameBytes(answer.data.subarray(0, expected.length), expected)) {
    throw refusedByHost(
      'KZS-GP-KEY-CHECK',
      `PUT KEY was expected to confirm version ${keyVersion} with the check values of the keys, but it confirmed something else`,
      `PUT KEY がバージョン ${keyVersion} と鍵検査値を返す必要がありますが、異なる値が返されました`,
    );
  }
};

/** The names a curve goes by in F0. GPC 2.3.1 table B-2. [S13] */
const curveNames: Readonly<Record<string, number>> = {'P-256': 0x00, 'P-384': 0x01, 'P-521': 0x02};

/** @throws KazasuError `KZS-GP-PUBLIC-KEY` for a key that is neither RSA nor on one of these curves. */
const componentsOf = (key: KeyObject): KeyComponent[] => {
  const {kty, n, e, crv, x, y} = (key.type === 'private' ? createPublicKey(key) : key).export({
    format: 'jwk',
  });
  if (kty === 'RSA' && n && e) {
    return [
      {type: keyTypes.rsaModulus, value: base64url(n)},
      {type: keyTypes.rsaExponent, value: base64url(e)},
    ];
  }
  const name = curveNames[crv ?? ''];
  if (name === undefined || !x || !y) {
    throw refusedByHost(
      'KZS-GP-PUBLIC-KEY',
      `an RSA key or one on P-256, P-384 or P-521 was expected, but ${crv ?? kty} came`,
      `RSA鍵か P-256、P-384、P-521 の鍵が必要ですが、${crv ?? kty} が渡されました`,
    );
  }
  return [
    {type: keyTypes.ecPublic, value: Uint8Array.of(4, ...base64url(x), ...base64url(y))},
    {type: 0xf0, value: Uint8Array.of(name)},
  ];
};

const base64url = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'));
