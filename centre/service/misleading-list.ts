import {encode} from '../asn1/der.ts';
import {distinguishedName} from '../asn1/distinguished-name.ts';
import type {ListIssuer} from '../crl/list-issuer.ts';
import type {Misbehaviour, MisbehaviourTools} from '../misbehaviour/misbehaviour.ts';
import type {Met} from '../misbehaviour/rules.ts';

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
