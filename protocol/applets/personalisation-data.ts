import {berTlv, tlv} from '../tlv/ber-tlv.ts';

/** Data objects of STORE DATA for 業務タイプA, 業務タイプD and 共通カードAP. Bench-defined, D202 */
export const personalisationTags = {
  id: 0x80,
  pin: 0x81,
  pinTries: 0x82,
  key: 0x83,
  keyTries: 0x84,
  diversification: 0x85,
  options: 0x86,
} as const;

/** Bits of the options. */
export const appletOptions = {pinChangeable: 0x01} as const;

/** What an instance is given. 共通カードAP takes the id alone, 業務タイプA and D need id and key. */
export interface AppletPersonalisation {
  /** 1 to 64 bytes; of 共通カードAP 16. */
  readonly id: Uint8Array;
  /** AES-128. */
  readonly key?: Uint8Array;
  /** 1 to 15. */
  readonly keyTries?: number;
  /** What the key was derived from a master key by: 1 to 16 bytes, free to read. */
  readonly diversification?: Uint8Array;
  /** 4 to 16 bytes; absent: the id is read without. */
  readonly pin?: Uint8Array;
  readonly pinTries?: number;
  /** The holder may change the PIN. */
  readonly pinChangeable?: boolean;
}

/** The data objects of STORE DATA, each for a block of its own or all in one. */
export const personalisationObjects = (given: AppletPersonalisation): Uint8Array[] => {
  const {id, key, keyTries, diversification, pin, pinTries, pinChangeable} = given;
  const number = (value: number | undefined): Uint8Array | undefined =>
    value === undefined ? undefined : Uint8Array.of(value);
  const parts: readonly (readonly [tag: number, value: Uint8Array | undefined])[] = [
    [personalisationTags.id, id],
    [personalisationTags.key, key],
    [personalisationTags.keyTries, number(keyTries)],
    [personalisationTags.diversification, diversification],
    [personalisationTags.pin, pin],
    [personalisationTags.pinTries, number(pinTries)],
    [personalisationTags.options, pinChangeable ? Uint8Array.of(appletOptions.pinChangeable) : undefined],
  ];
  return parts.flatMap(([tag, value]) => (value ? [berTlv.encode(tlv(tag, value))] : []));
};
