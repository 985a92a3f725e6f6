import {fromHex} from '../../protocol/index.ts';
import {tokenLabels} from '../applications/jpki/token-information.ts';
import type {CardProfile} from './card-profile.ts';
import {myNumberCard} from './my-number-card.ts';

/** What a reader reports of a contactless card without historical bytes (PC/SC part 3). Bench-defined, D119. */
const atr = fromHex('3B80800101');

/** スマホ用電子証明書 in an Android phone's secure element: JPKI alone, its certificate only after the PIN. [S1] */
export const smartphoneAndroid: CardProfile = {
  ...myNumberCard,
  name: 'smartphone-android',
  title: {en: 'Certificates on an Android phone', ja: 'スマホ用電子証明書(Android)'},
  evidence: 'observed',
  reference: 'S1',
  atr,
  contactAtr: undefined,
  uid: 'random',
  applications: ['jpki'],
  tokenLabel: tokenLabels.android,
  behaviour: {...myNumberCard.behaviour, userAuthenticationCertificate: 'after-pin'},
};
