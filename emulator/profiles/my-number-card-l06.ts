import {fromHex} from '../../protocol/index.ts';
import type {CardProfile} from './card-profile.ts';
import {myNumberCard} from './my-number-card.ts';

/**
 * The contactless interface of a My Number Card, ATR "L06", which a reader makes from the card's ATQB (PC/SC part 3):
 * type B, 212 and 424 kbit/s, frames of 256 bytes, FWI 10. [S2] Its contact ATR is not known, and its identifier is
 * drawn anew at each power-up. Bench-defined, D117.
 */
export const myNumberCardL06: CardProfile = {
  ...myNumberCard,
  name: 'my-number-card-l06',
  title: {
    en: 'My Number Card, contactless interface up to 424 kbit/s',
    ja: 'マイナンバーカード(非接触、424 kbit/sまで)',
  },
  atr: fromHex('3B888001000005E0B381A1007F'),
  contactAtr: undefined,
  uid: 'random',
};
