import {fromHex} from '../../protocol/index.ts';
import type {CardProfile} from './card-profile.ts';
import {myNumberCardL06} from './my-number-card-l06.ts';

/** The contactless interface of another make, ATR "L09": as L06, but FWI 13, so that it may take 2.5 s. [S2] */
export const myNumberCardL09: CardProfile = {
  ...myNumberCardL06,
  name: 'my-number-card-l09',
  title: {
    en: 'My Number Card, contactless interface, another make',
    ja: 'マイナンバーカード(非接触、別の製品)',
  },
  atr: fromHex('3B888001004B51FFB381D1000F'),
};
