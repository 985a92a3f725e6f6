import type {Personalisation} from '../../images/personalisation.ts';
import type {ApplicationState} from '../../os/state.ts';
import {commonFiles as f} from './application.ts';
import {keyReferenceRecord} from './key-reference.ts';

/**
 * Record 1 of EF 0001, a simple TLV: 01 1C, then 28 ASCII digits, the card's serial number (15), the municipality
 * (5) and the last day (YYYYMMDD). Software takes characters 2 to 14 as 製造番号. [S1] [S3]
 */
const cardInformationRecord = ({identity, persona}: Personalisation): Uint8Array => {
  const {cardSerial, expiresOn} = identity;
  const digits = cardSerial + persona.holder.municipalityCode + expiresOn.replaceAll('-', '');
  return Uint8Array.from([0x01, digits.length, ...Buffer.from(digits, 'latin1')]);
};

/** The common application of a new card, with all tries left. */
export const commonState = (made: Personalisation): ApplicationState => {
  const key = made.cardKeys.common.privateKey.export({format: 'der', type: 'pkcs8'});
  const pin = Buffer.from(made.persona.secrets.residentRegisterPin, 'latin1');
  return {
    contents: new Map(),
    records: new Map([
      [f.cardInformation, [cardInformationRecord(made)]],
      [f.keyReference, [keyReferenceRecord(made)]],
    ]),
    credentials: new Map([[f.pin, {value: Uint8Array.from(pin), triesLeft: 3}]]),
    privateKeys: new Map([[f.internalAuthenticationKey, Uint8Array.from(key)]]),
    publicKeys: new Map(),
  };
};
