import type {KeyPair, Random} from '../../protocol/index.ts';
import {encode} from '../asn1/der.ts';
import {distinguishedName} from '../asn1/distinguished-name.ts';
import type {Authorities} from '../authorities/authorities.ts';
import type {ListIssuer} from '../crl/list-issuer.ts';
import type {Misbehaviour, MisbehaviourTools} from '../misbehaviour/misbehaviour.ts';
import type {Met} from '../misbehaviour/rules.ts';
import type {AuthorityLabel, StatusService} from '../status/status-service.ts';

export type ToolsOf = (of: AuthorityLabel, at: Date) => Promise<MisbehaviourTools>;

/** What misbehaviours of a responder and of lists make use of, for each authority. */
export const misleadingTools = (authorities: Authorities, status: StatusService, random: Random): ToolsOf => {
  let stranger: Promise<KeyPair> | undefined;
  return async (of, at) => {
    const other = of.kind === 'user-authentication' ? 'digital-signature' : 'user-authentication';
    stranger ??= random.fork('misbehaviour').rsaKeyPair(2048);
    return {
      authority: await authorities.generation(of.kind, of.generation),
      otherAuthority: await authorities.generation(other, of.generation),
      responder: await status.responder(of),
      lists: await status.lists(of),
      stranger: await stranger,
      at,
    };
  };
};

/** The misbehaviour that a request meets, where it is of this kind and says something else than the truth. */
export const misleadingOf = (met: Met | undefined, by: Misbehaviour['by']): Misbehaviour | undefined =>
  met && met.misbehaviour.by === by ? met.misbehaviour : undefined;

/**
 * A misbehaviour of lists is asked with a certificate, an address names the part itself: the authority's certificate
 * stands for whatever certificate that part covers.
 */
export const misleadingList = (
  answer: NonNullable<Misbehaviour['answer']>,
  tools: MisbehaviourTools,
  partition: Uint8Array | undefined,
): Uint8Array => {
  const {certificate, name} = tools.authority;
  // An authority's own distribution point bears its name.
  const standsFor = Buffer.from(encode(distinguishedName(name)));
  const lists: ListIssuer = {
    listAt: (at, wanted) => tools.lists.listAt(at, wanted && standsFor.equals(wanted) ? partition : wanted),
  };
  return answer(certificate, {...tools, lists});
};
