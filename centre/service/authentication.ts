import {KazasuError} from '../../protocol/index.ts';
import type {Actor} from '../card-management/context.ts';
import type {RefusalReason, RefusedRequest} from '../relying-parties/admission.ts';
import type {RelyingParties} from '../relying-parties/relying-parties.ts';
import {isKeyOf} from '../relying-parties/relying-party-key.ts';
import {httpError} from './http-errors.ts';
import type {Audience} from './route.ts';

export interface Authentication {
  /** SHA-256 of the administrator's key, hex. */
  readonly adminKeyHash: string;
  readonly desk: RelyingParties;
  /** Whose token it is. Error: `KZS-MANAGEMENT-SESSION`. */
  readonly operatorOf: (token: string) => Actor;
}

/** Who asks, or why they may not; a refused relying party may be known by name all the same. */
export interface Identified {
  readonly relyingParty?: string;
  readonly actor?: Actor;
  readonly refused?: KazasuError;
  readonly retryAt?: Date;
}

/** Who asks, by the header Authorization: nobody had to say, the registrar, an operator, or a relying party within its quota. */
export const identified = (
  {adminKeyHash, desk, operatorOf}: Authentication,
  audience: Audience,
  authorization: string | undefined,
): Identified => {
  if (audience === 'public') {
    return {};
  }
  const key = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    return {refused: httpError('KZS-HTTP-KEY-MISSING')};
  }
  if (audience === 'operator') {
    return {actor: operatorOf(key)};
  }
  const isRegistrar = isKeyOf(key, adminKeyHash);
  if (audience === 'registrar') {
    const known = isRegistrar || !('admitted' in desk.authenticate(key));
    return isRegistrar
      ? {}
      : {refused: httpError(known ? 'KZS-HTTP-REGISTRAR-ONLY' : 'KZS-HTTP-KEY-UNKNOWN')};
  }
  if (isRegistrar) {
    return {refused: httpError('KZS-HTTP-RELYING-PARTY-ONLY')};
  }
  const found = desk.admit(key);
  return found.admitted ? {relyingParty: found.relyingParty.name} : refusedKey(found);
};

const ids: Readonly<Record<RefusalReason, string>> = {
  'key-unknown': 'KZS-HTTP-KEY-UNKNOWN',
  'relying-party-ended': 'KZS-RELYING-PARTY-ENDED',
  'over-quota': 'KZS-HTTP-QUOTA',
};

const refusedKey = ({reason, sentence, name, opensAgain}: RefusedRequest): Identified => ({
  refused: new KazasuError(ids[reason], sentence),
  ...(name === undefined ? {} : {relyingParty: name}),
  ...(opensAgain ? {retryAt: opensAgain} : {}),
});
