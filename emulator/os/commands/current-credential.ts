import {sw} from '../../../protocol/index.ts';
import type {CardContext} from '../context.ts';
import type {CredentialEf} from '../file.ts';
import {refuse} from '../refusal.ts';
import type {CredentialState} from '../state.ts';
import {referredFile} from './referred-file.ts';

/** A credential that a command refers to, with what the card keeps of it. */
export interface ReferredCredential {
  readonly file: CredentialEf;
  readonly state: CredentialState;
}

/** Failures in a row that block a credential. */
export const triesOf = (file: Pick<CredentialEf, 'tries'>, state: CredentialState): number =>
  state.tries ?? file.tries;

/** The credential that P2 of VERIFY, CHANGE REFERENCE DATA and CHANGE KEY refers to. */
export const referredCredential = (card: CardContext, p2: number): ReferredCredential => {
  const file = referredFile(card, p2);
  if (file.kind !== 'credential') {
    return refuse(sw.incompatibleWithFileStructure);
  }
  const state = card.state.credentials.get(file.id) ?? refuse(sw.referencedDataNotFound);
  return {file, state};
};

/** What a blocked credential answers, by the card profile's word for it. */
export const blocked = {'6984': sw.referenceDataNotUsable, '6983': sw.authenticationMethodBlocked} as const;

/** Whether reference data of this length can exist for the credential at all. */
export const fits = ({minLength, maxLength}: CredentialEf, data: Uint8Array): boolean =>
  data.length >= minLength && data.length <= maxLength;
