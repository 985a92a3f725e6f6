import {StatusWord} from '../apdu/status-word.ts';

/** Status words GlobalPlatform adds to those of ISO/IEC 7816-4, GPC 2.3.1 clause 11; 6438 is Java Card's. [S13] */
export const globalPlatformSw = {
  /** GET STATUS: more entries, to be asked for with P2 b1. */
  moreEntries: StatusWord.of(0x6310),
  /** EXTERNAL AUTHENTICATE: the host's cryptogram is wrong. */
  cryptogramWrong: StatusWord.of(0x6300),
  /** LOAD: a package that is imported is not on the card. */
  importMissing: StatusWord.of(0x6438),
  /** PUT KEY. */
  algorithmNotSupported: StatusWord.of(0x9484),
  keyCheckValueWrong: StatusWord.of(0x9485),
} as const;
