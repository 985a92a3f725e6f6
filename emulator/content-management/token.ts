import {managementSignatureIsRight, tokenInput} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, sw} from '../../protocol/index.ts';
import {refuse} from '../os/refusal.ts';
import {managementOf} from './authority.ts';
import type {AidText, CardContent} from './content.ts';
import {keyOf, keyVersions} from './key-set.ts';
import {publicKeyOf} from './public-key.ts';
import {issuerDomain} from './registry.ts';

const tokenKeyId = 1;

/** How a change is allowed: by the domain itself, or by a token, which a receipt may answer. */
export interface Permission {
  readonly byToken: boolean;
}

/**
 * Whether a domain may change the card's content. Authorised management needs no token; delegated management needs
 * one of the issuer (key 70) over P1, P2, Lc and the data before it. Neither is 6985, a missing or wrong token 6982.
 * GPC 2.3.1 clauses 9.1.3 and C.4. Bench-defined, D179.
 */
export const permission = (
  content: CardContent,
  domain: AidText,
  command: Pick<CommandApdu, 'p1' | 'p2'>,
  {signed, token}: {readonly signed: Uint8Array; readonly token: Uint8Array},
): Permission => {
  const management = managementOf(content, domain);
  if (management === 'none') {
    return refuse(sw.conditionsOfUseNotSatisfied);
  }
  if (token.length === 0) {
    return management === 'authorised' ? {byToken: false} : refuse(sw.securityStatusNotSatisfied);
  }
  const key = keyOf(content.domains.get(issuerDomain)?.keys ?? [], keyVersions.token, tokenKeyId);
  const publicKey = key && publicKeyOf(key);
  return publicKey && managementSignatureIsRight(publicKey, tokenInput(command, signed), token)
    ? {byToken: management === 'delegated'}
    : refuse(sw.securityStatusNotSatisfied);
};
