import type {KeyPair, Sentence} from '../../protocol/index.ts';
import type {Authority} from '../authorities/authority.ts';
import type {ListIssuer} from '../crl/list-issuer.ts';
import type {Responder} from '../ocsp/responder.ts';
import type {StatusReason, StatusSource} from '../status/status-answer.ts';

/** Whom a misbehaviour may make use of. */
export interface MisbehaviourTools {
  readonly authority: Authority;
  /** The authority of the other kind, which has no say about these certificates. */
  readonly otherAuthority: Authority;
  readonly responder: Responder;
  readonly lists: ListIssuer;
  /** A key that nobody vouches for, until a misbehaviour makes somebody do so. */
  readonly stranger: KeyPair;
  readonly at: Date;
}

/** The answer to a request, or the list for a certificate, instead of the honest one. */
export type Misleading = (asked: Uint8Array, tools: MisbehaviourTools) => Uint8Array;

/** Something an OCSP responder or a publisher of lists does wrong, on demand. */
export interface Misbehaviour {
  readonly by: StatusSource;
  readonly title: Sentence;
  /** What the question ends in; `good` only where the answer is late and nothing else. */
  readonly ends: StatusReason;
  /** How long the answer is held back, on the centre's clock. */
  readonly delayNs?: number | 'never';
  readonly answer?: Misleading;
}
