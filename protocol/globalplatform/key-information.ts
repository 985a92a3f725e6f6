import {berTlv, type Tlv, tlv} from '../tlv/ber-tlv.ts';
import {tags} from './tags.ts';

/** One key of the key information template: type and length in bytes of each component. GPC 2.3.1 clause 11.3.3.1. [S13] */
export interface KeyInformation {
  readonly keyId: number;
  readonly keyVersion: number;
  readonly components: readonly {readonly type: number; readonly length: number}[];
}

/** A length of 256 bytes or more, as of an RSA modulus, is written 00 00 by some; here modulo 256. Bench-defined, D153 */
const encode = (keys: readonly KeyInformation[]): Uint8Array =>
  berTlv.encode(
    tlv(
      tags.keyInformation,
      keys.map(({keyId, keyVersion, components}) =>
        tlv(
          tags.keyInformationEntry,
          Uint8Array.of(keyId, keyVersion, ...components.flatMap(({type, length}) => [type, length & 0xff])),
        ),
      ),
    ),
  );

/** @throws KazasuError `KZS-TLV`. Entries of another form than two bytes a component are left out. */
const decode = (bytes: Uint8Array): KeyInformation[] => {
  const template = berTlv.decode(bytes);
  const entries: readonly Tlv[] = template.tag === tags.keyInformation ? (template.children ?? []) : [];
  return entries
    .filter(({tag, value}) => tag === tags.keyInformationEntry && value.length >= 4 && value.length % 2 === 0)
    .map(({value}) => ({
      keyId: value[0] as number,
      keyVersion: value[1] as number,
      components: pairs(value.subarray(2)),
    }));
};

const pairs = (bytes: Uint8Array): {type: number; length: number}[] =>
  Array.from({length: bytes.length / 2}, (_, n) => ({
    type: bytes[2 * n] as number,
    length: bytes[2 * n + 1] as number,
  }));

/** The key information template (GET DATA 00E0) ⇄ bytes. */
export const keyInformation = {encode, decode};
