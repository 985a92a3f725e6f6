import {DerError} from '../asn1/der-reader.ts';

/** A serial number (content of its INTEGER in hex) to show: upper-case hex of its value, with `-` where it is negative. */
export const shownSerialNumber = (content: string): string => {
  const negative = content >= '8';
  const value = BigInt(`0x${content}`);
  const hex = (negative ? (1n << BigInt(content.length * 4)) - value : value).toString(16).toUpperCase();
  return `${negative ? '-' : ''}${hex.padStart(hex.length + (hex.length % 2), '0')}`;
};

/**
 * A serial number as revocation is asked by it: upper-case hex of the magnitude.
 * @throws DerError for a negative one, which no list of ours has
 */
export const magnitudeOf = (content: string): string => {
  if (content >= '8') {
    throw new DerError(0, 'a serial number that is not negative');
  }
  return (content.length > 2 && content.startsWith('00') ? content.slice(2) : content).toUpperCase();
};
