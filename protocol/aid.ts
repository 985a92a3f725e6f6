import {KazasuError} from './errors.ts';
import {fromHex, toHex} from './hex.ts';

/** Names of the applications a My Number Card carries, as ids in records and reports. */
export type ApplicationName =
  | 'jpki'
  | 'common'
  | 'resident-register'
  | 'card-surface'
  | 'text-assistance'
  | 'issuer-security-domain';

/** AID of each application. [S1] [S3] in docs/sources.md; the domain is GlobalPlatform's default. */
export const aids: Readonly<Record<ApplicationName, Uint8Array>> = {
  jpki: fromHex('D392F000260100000001'),
  common: fromHex('D3921000310001010100'),
  'resident-register': fromHex('D3921000310001010401'),
  'card-surface': fromHex('D3921000310001010402'),
  'text-assistance': fromHex('D3921000310001010408'),
  'issuer-security-domain': fromHex('A0000001510000'),
};

/**
 * An application identifier, ISO/IEC 7816-4 clause 12.2.3: 5 to 16 bytes.
 * @throws KazasuError `KZS-AID-LENGTH`.
 */
export const aid = (hex: string): Uint8Array => {
  const bytes = fromHex(hex);
  if (bytes.length < 5 || bytes.length > 16) {
    throw new KazasuError('KZS-AID-LENGTH', {
      en: `an AID has 5 to 16 bytes, but ${toHex(bytes)} has ${bytes.length}`,
      ja: `AIDは5〜16バイトですが、${toHex(bytes)} は ${bytes.length} バイトです`,
    });
  }
  return bytes;
};

/** Whether a whole AID begins with these bytes: selection by partial DF name, ISO/IEC 7816-4 clause 8.2.1.2. */
export const aidBeginsWith = (whole: Uint8Array, partial: Uint8Array): boolean =>
  partial.length <= whole.length && partial.every((byte, i) => byte === whole[i]);
