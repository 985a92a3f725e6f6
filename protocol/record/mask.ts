import {toHex} from '../hex.ts';

/**
 * Instructions whose data field is a secret: ISO/IEC 7816-4 (20–2C), JICSAP 1.1 (80 32, 80 54) and GlobalPlatform's
 * PUT KEY and STORE DATA (80 D8, 80 E2), whose keys are masked even where they travel encrypted. Bench-defined, D158
 */
const secretInstructions = new Set([0x20, 0x21, 0x24, 0x25, 0x2c, 0x2d]);
const secretProprietaryInstructions = new Set([0x32, 0x54, 0xd8, 0xe2]);

/** Whether the data field of this command carries reference data (a PIN or password) or keys. */
export const carriesSecret = (bytes: Uint8Array): boolean => {
  const [cla = 0, ins = 0] = bytes;
  return secretInstructions.has(ins) || ((cla & 0x80) !== 0 && secretProprietaryInstructions.has(ins));
};

/** How many bytes behind the header are an Lc that fits the command's length (with or without Le): 0, 1 or 3. */
const lcBytes = (bytes: Uint8Array): 0 | 1 | 3 => {
  const [short = 0, high = 0, low = 0] = bytes.subarray(4);
  const rest = bytes.length - 5;
  if (short !== 0) {
    return rest === short || rest === short + 1 ? 1 : 0;
  }
  const extended = (high << 8) | low;
  return extended !== 0 && (rest === extended + 2 || rest === extended + 4) ? 3 : 0;
};

/**
 * A command as hex for a record, each byte of a secret data field as `**`. What follows the header and Lc is
 * masked whole, and Lc too unless it agrees with the bytes behind it: where it was left out or mistyped, a digit of
 * the PIN stands in its place.
 */
export const maskedCommand = (bytes: Uint8Array): string => {
  const open = toHex(bytes);
  if (bytes.length <= 5 || !carriesSecret(bytes)) {
    return open;
  }
  const shown = 4 + lcBytes(bytes);
  return open.slice(0, shown * 2) + '**'.repeat(bytes.length - shown);
};

/** A response as hex for a record, each byte of its data field as `**`; the status word stays open. */
export const maskedResponse = (bytes: Uint8Array): string =>
  '**'.repeat(Math.max(0, bytes.length - 2)) + toHex(bytes.subarray(-2));
