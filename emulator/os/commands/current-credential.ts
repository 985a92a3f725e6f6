import {sw} from '../../../protocol/index.ts';
import type {CardContext} from '../context.ts';
import type {CredentialEf} from '../file.ts';
import {refuse} from '../refusal.ts';
import type {CredentialState} from '../state.ts';

/** A credential that a command refers to, with what the card keeps of it. */
export interface ReferredCredential {
  readonly file: CredentialEf;
  readonly state: CredentialState;
}

/**
 * P2 of VERIFY and CHANGE REFERENCE DATA, ISO/IEC 7816-4 clause 11.6: 80 is the current EF, 80 + SFI names one
 * (and makes it current).
 */
export const referredCredential = (card: CardContext, p2: number): ReferredCredential => {
  if ((p2 & 0xe0) !== 0x80) {
    refuse(sw.incorrectP1P2);
  }
  const sfi = p2 & 0x1f;
  const file =
    sfi === 0
      ? (card.volatile.file ?? refuse(sw.noCurrentEf))
      : (card.volatile.application.fileBySfi(sfi) ?? refuse(sw.fileNotFound));
  card.selectFile(file);
  if (file.kind !== 'credential') {
    return refuse(sw.incompatibleWithFileStructure);
  }
  const state = card.state.credentials.get(file.id) ?? refuse(sw.referencedDataNotFound);
  return {file, state};
};

/** Whether reference data of this length can exist for the credential at all. */
export const fits = ({minLength, maxLength}: CredentialEf, data: Uint8Array): boolean =>
  data.length >= minLength && data.length <= maxLength;
