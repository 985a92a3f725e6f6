import {fromHex} from '../../protocol/index.ts';
import {tokenLabels} from '../applications/jpki/token-information.ts';
import type {CardProfile} from './card-profile.ts';
import {myNumberCard} from './my-number-card.ts';

const atr = fromHex('3BE000FF8131FE4514');

/**
 * 住民基本台帳カード, the My Number Card's forerunner, ATR "J01": T=1, IFSC 254, no historical bytes; the only ATR
 * OpenSC knows the JPKI application by. [S2] [S20] What it carries is our reading. Bench-defined, D118.
 */
export const residentRegisterCard: CardProfile = {
  ...myNumberCard,
  name: 'resident-register-card',
  title: {en: 'Resident register card (before 2016)', ja: '住民基本台帳カード(2016年より前)'},
  atr,
  contactAtr: atr,
  applications: ['jpki', 'resident-register'],
  tokenLabel: tokenLabels.residentRegisterCard,
};
