import {fromHex} from '../../protocol/index.ts';
import type {CardProfile} from './card-profile.ts';
import {myNumberCard} from './my-number-card.ts';

const atr = fromHex('3BC5FF8131FB458073C6010000');

/**
 * The contact interface of another make, ATR "C03": T=1, IFSC 251, one bit in 372 clocks, and historical bytes that
 * announce neither command chaining nor extended lengths. [S2] Chaining is refused, extended lengths are served as
 * on the card of S3, which announces nothing either. Bench-defined, D109.
 */
export const myNumberCardC03: CardProfile = {
  ...myNumberCard,
  name: 'my-number-card-c03',
  title: {
    en: 'My Number Card, contact interface without command chaining',
    ja: 'マイナンバーカード(接触、コマンドチェイニングなし)',
  },
  atr,
  contactAtr: atr,
  behaviour: {...myNumberCard.behaviour, commandChaining: '6884'},
};
