import {fromHex, sw} from '../../protocol/index.ts';
import type {CardProfile} from './card-profile.ts';

/**
 * The contact interface of a My Number Card, ATR "C02": T=1, IFSC 251, historical bytes announcing SELECT by full
 * and partial DF name, command chaining and extended lengths. [S2]
 */
export const myNumberCard: CardProfile = {
  name: 'my-number-card',
  title: {en: 'My Number Card, contact interface', ja: 'マイナンバーカード(接触)'},
  atr: fromHex('3BDA13FF8131FB468012392F31C173C601C03B'),
  behaviour: {
    blockedVerify: {value: sw.referenceDataNotUsable, evidence: 'observed', reference: 'D1'},
    queryWhenVerified: {value: 'tries-left', evidence: 'observed', reference: 'D2'},
    wrongLength: {value: 'refused', evidence: 'bench-defined', reference: 'D3'},
    reselection: {value: 'clears-security-status', evidence: 'bench-defined', reference: 'D4'},
    warmReset: {value: 'keeps-security-status', evidence: 'observed', reference: 'D5'},
    uid: {value: undefined, evidence: 'standard', reference: 'D6'},
  },
};
