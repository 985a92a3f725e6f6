import {isPseudoRandom, macBytes, type SecureChannelProtocol, supportedOptions} from './security-level.ts';

/**
 * What INITIALIZE UPDATE answers, GPC 2.3.1 clause E.5.1.6 and Amendment D clause 7.1.1. `sequence` is in it always
 * (SCP02) or where the challenge is pseudo-random (SCP03). SCP02's answer does not tell `i`. [S13] [S110]
 */
export interface InitializeUpdateResponse {
  readonly protocol: SecureChannelProtocol;
  readonly i: number;
  /** Key diversification data, 10 bytes. */
  readonly diversification: Uint8Array;
  readonly keyVersion: number;
  readonly sequence: number | undefined;
  readonly cardChallenge: Uint8Array;
  readonly cardCryptogram: Uint8Array;
}

const encode = (response: InitializeUpdateResponse): Uint8Array => {
  const {protocol, i, diversification, keyVersion, sequence = 0, cardChallenge, cardCryptogram} = response;
  const counter = [(sequence >> 16) & 0xff, (sequence >> 8) & 0xff, sequence & 0xff];
  const parts =
    protocol === 'scp02'
      ? [[keyVersion, 0x02], counter.slice(1), cardChallenge, cardCryptogram]
      : [[keyVersion, 0x03, i], cardChallenge, cardCryptogram, isPseudoRandom(protocol, i) ? counter : []];
  return Uint8Array.from([...diversification, ...parts.flatMap((part) => [...part])]);
};

/** The fields; undefined where length, protocol or `i` are not known ones. `scp02Option` is the `i` assumed for SCP02. */
const decode = (bytes: Uint8Array, scp02Option: number): InitializeUpdateResponse | undefined => {
  const [keyVersion = 0, identifier, i = 0] = bytes.subarray(10);
  const diversification = bytes.subarray(0, 10);
  if (identifier === 0x02 && bytes.length === 28) {
    const sequence = (bytes[12] as number) * 256 + (bytes[13] as number);
    return {
      protocol: 'scp02',
      i: scp02Option,
      diversification,
      keyVersion,
      sequence,
      cardChallenge: bytes.subarray(14, 20),
      cardCryptogram: bytes.subarray(20),
    };
  }
  if (identifier !== 0x03 || !supportedOptions.scp03.includes(i)) {
    return undefined;
  }
  const n = macBytes('scp03', i);
  const rest = bytes.subarray(13 + 2 * n);
  const counted = isPseudoRandom('scp03', i);
  return bytes.length === 13 + 2 * n + (counted ? 3 : 0)
    ? {
        protocol: 'scp03',
        i,
        diversification,
        keyVersion,
        sequence: counted ? Buffer.from(rest).readUIntBE(0, 3) : undefined,
        cardChallenge: bytes.subarray(13, 13 + n),
        cardCryptogram: bytes.subarray(13 + n, 13 + 2 * n),
      }
    : undefined;
};

/** The answer to INITIALIZE UPDATE ⇄ bytes. */
export const initializeUpdateResponse = {encode, decode};
