/** Bits of the security level in P1 of EXTERNAL AUTHENTICATE, GPC 2.3.1 table 10-1 and Amendment D. [S13] [S110] */
export const securityBits = {cMac: 0x01, cDecryption: 0x02, rMac: 0x10, rEncryption: 0x20} as const;

export type SecureChannelProtocol = 'scp02' | 'scp03';

/** What the bits of `i` mean, GPC 2.3.1 table E-1 and Amendment D table 5-1. [S13] [S110] */
const options = {
  scp02: {rMac: 0x20, rEncryption: 0, pseudoRandom: 0x40},
  scp03: {rMac: 0x20, rEncryption: 0x40, pseudoRandom: 0x10},
} as const;

/** SCP03 with challenges, cryptograms and MACs of 16 bytes. */
const sixteen = 0x01;

/** Values of `i` that are supported. SCP02: C-MAC on the modified command, three keys, encrypted ICV. */
export const supportedOptions: Readonly<Record<SecureChannelProtocol, readonly number[]>> = {
  scp02: [0x15, 0x35, 0x55, 0x75],
  scp03: [0x00, 0x10, 0x20, 0x30, 0x60, 0x70].flatMap((i) => [i, i | sixteen]),
};

const levels: Readonly<Record<SecureChannelProtocol, readonly number[]>> = {
  scp02: [0x00, 0x01, 0x03, 0x10, 0x11, 0x13],
  scp03: [0x00, 0x01, 0x03, 0x11, 0x13, 0x33],
};

/** The security levels a secure channel of this protocol and `i` can have. */
export const levelsOf = (protocol: SecureChannelProtocol, i: number): readonly number[] => {
  const {rMac, rEncryption} = options[protocol];
  return levels[protocol].filter(
    (level) =>
      ((level & securityBits.rMac) === 0 || (i & rMac) !== 0) &&
      ((level & securityBits.rEncryption) === 0 || (i & rEncryption) !== 0),
  );
};

/** Whether the card challenge follows from sequence counter and AID, so that a host can foresee it. */
export const isPseudoRandom = (protocol: SecureChannelProtocol, i: number): boolean =>
  (i & options[protocol].pseudoRandom) !== 0;

/** Bytes of a challenge or cryptogram, and of a MAC on the wire: 8, or 16 where SCP03 says so. */
export const macBytes = (protocol: SecureChannelProtocol, i: number): 8 | 16 =>
  protocol === 'scp03' && (i & sixteen) !== 0 ? 16 : 8;
