import {fromHex} from '../../protocol/index.ts';
import {tokenLabels} from '../applications/jpki/token-information.ts';
import type {CardProfile} from './card-profile.ts';

const atr = fromHex('3BDA13FF8131FB468012392F31C173C601C03B');

/**
 * The contact interface of a My Number Card, ATR "C02": T=1, IFSC 251, historical bytes announcing SELECT by full
 * and partial DF name, command chaining and extended lengths. [S2]
 */
export const myNumberCard: CardProfile = {
  name: 'my-number-card',
  title: {en: 'My Number Card, contact interface', ja: 'マイナンバーカード(接触)'},
  evidence: 'observed',
  reference: 'S2',
  atr,
  contactAtr: atr,
  uid: undefined,
  applications: ['jpki', 'card-surface', 'text-assistance', 'common', 'resident-register'],
  tokenLabel: tokenLabels.myNumberCard,
  behaviour: {
    blockedVerify: '6984',
    queryWhenVerified: 'tries-left',
    wrongLength: 'refused',
    reselection: 'clears-security-status',
    warmReset: 'keeps-security-status',
    firstCommand: 'served',
    endOfFile: '9000',
    extendedLength: 'served',
    commandChaining: 'served',
    certificatePadding: 'bytes-FF',
    userAuthenticationCertificate: 'free',
    digitalSignaturePassword: 'any-number-of-signatures',
    verificationNumberTries: '10',
    integrityRecord: 'pin-a-or-b',
    lastCommand: '6700',
    trailingBytes: 'none',
    basicInformationLengths: 'shortest',
  },
};
