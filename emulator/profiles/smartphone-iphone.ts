import {tokenLabels} from '../applications/jpki/token-information.ts';
import type {CardProfile} from './card-profile.ts';
import {smartphoneAndroid} from './smartphone-android.ts';

/**
 * スマホ用電子証明書 on an iPhone, which software takes leave of with 80 FC 00 00. [S3] The rest is as on Android.
 * Bench-defined, D114 and D119.
 */
export const smartphoneIPhone: CardProfile = {
  ...smartphoneAndroid,
  name: 'smartphone-iphone',
  title: {en: 'Certificates on an iPhone', ja: 'スマホ用電子証明書(iPhone)'},
  tokenLabel: tokenLabels.iPhone,
  behaviour: {...smartphoneAndroid.behaviour, lastCommand: '9000'},
};
