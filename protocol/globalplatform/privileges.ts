/** Privileges, GPC 2.3.1 tables 11-7 to 11-9, by their bit in three bytes read as one number. [S13] */
export const privilegeBits = {
  securityDomain: 0x800000,
  dapVerification: 0xc00000,
  delegatedManagement: 0xa00000,
  cardLock: 0x100000,
  cardTerminate: 0x080000,
  cardReset: 0x040000,
  cvmManagement: 0x020000,
  mandatedDapVerification: 0xc10000,
  trustedPath: 0x008000,
  authorisedManagement: 0x004000,
  tokenVerification: 0x002000,
  globalDelete: 0x001000,
  globalLock: 0x000800,
  globalRegistry: 0x000400,
  finalApplication: 0x000200,
  globalService: 0x000100,
  receiptGeneration: 0x000080,
  cipheredLoadFile: 0x000040,
  contactlessActivation: 0x000020,
  contactlessSelfActivation: 0x000010,
} as const;

export type Privilege = keyof typeof privilegeBits;

const names = Object.keys(privilegeBits) as Privilege[];

/** Three bytes, as INSTALL and the registry carry them. A privilege that needs another one brings it. */
const encode = (privileges: readonly Privilege[]): Uint8Array => {
  const bits = privileges.reduce((sum, name) => sum | privilegeBits[name], 0);
  return Uint8Array.of(bits >> 16, (bits >> 8) & 0xff, bits & 0xff);
};

/** The privileges of one or three bytes; one byte leaves the others at 0. Undefined for another length. */
const decode = (bytes: Uint8Array): Privilege[] | undefined => {
  if (bytes.length !== 1 && bytes.length !== 3) {
    return undefined;
  }
  const [first = 0, second = 0, third = 0] = bytes;
  const bits = (first << 16) | (second << 8) | third;
  return names.filter((name) => (bits & privilegeBits[name]) === privilegeBits[name]);
};

/** Privileges ⇄ bytes. */
export const privileges = {encode, decode};
