import {toHex} from '../hex.ts';

/** Instructions whose data field is a secret: ISO/IEC 7816-4 (20–2C) and JICSAP 1.1 (80 32, 80 54). */
const secretInstructions = new Set([0x20, 0x21, 0x24, 0x25, 0x2c, 0x2d]);
const secretProprietaryInstructions = new Set([0x32, 0x54]);

/** Whether the data field of this command carries reference data (a PIN or password). */
export const carriesSecret = (bytes: Uint8Array): boolean => {
  const [cla = 0, ins = 0] = bytes;
  return secretInstructions.has(ins) || ((cla & 0x80) !== 0 && secretProprietaryInstructions.has(ins));
};

/**
 * A command as hex for a record, each byte of a secret data field as `**`. What follows the header and Lc is
 * masked whole, so that a mistyped length field cannot uncover part of a PIN.
 */
export const maskedCommand = (bytes: Uint8Array): string => {
  const open = toHex(bytes);
  if (bytes.length <= 5 || !carriesSecret(bytes)) {
    return open;
  }
  const lcBytes = bytes[4] === 0 && bytes.length > 7 ? 3 : 1;
  const shown = 4 + lcBytes;
  return open.slice(0, shown * 2) + '**'.repeat(bytes.length - shown);
};
