import {berTlv} from '../../../protocol/index.ts';
import type {Personalisation} from '../../images/personalisation.ts';
import type {ApplicationState} from '../../os/state.ts';
import {keyReferenceRecord} from '../common/key-reference.ts';
import {residentRegisterFiles as f} from './application.ts';

/** Tag of 個人番号 in 券面事項入力補助AP EF 0001, used alike for the code. Bench-defined, D22. */
const residentCodeTag = 0xff10;

/** The resident register application of a new card, with all tries left. */
export const residentRegisterState = (made: Personalisation): ApplicationState => {
  const code = Uint8Array.from(Buffer.from(made.identity.residentCode, 'latin1'));
  const pin = Buffer.from(made.persona.secrets.residentRegisterPin, 'latin1');
  return {
    contents: new Map([[f.residentCode, berTlv.encode({tag: residentCodeTag, value: code})]]),
    records: new Map([[f.keyReference, [keyReferenceRecord(made)]]]),
    credentials: new Map([[f.pin, {value: Uint8Array.from(pin), triesLeft: 3}]]),
    privateKeys: new Map(),
    publicKeys: new Map(),
  };
};
