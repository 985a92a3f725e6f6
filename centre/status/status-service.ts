import type {Clock, Random} from '../../protocol/index.ts';
import type {Authorities} from '../authorities/authorities.ts';
import type {CertificateKind} from '../authorities/certificate-kind.ts';
import {type ListIssuer, openListIssuer} from '../crl/list-issuer.ts';
import {partitionOf} from '../crl/partition.ts';
import type {Misbehaviour} from '../misbehaviour/misbehaviour.ts';
import {misleadingTools} from '../misbehaviour/misleading-tools.ts';
import {usualNonceBytes} from '../ocsp/nonce.ts';
import {openResponder, type Responder} from '../ocsp/responder.ts';
import type {CertificateStates} from './certificate-states.ts';
import {checkStatus} from './check-status.ts';
import type {StatusAnswer, StatusSource} from './status-answer.ts';
import {heldBack, usualTimeoutNs} from './transport.ts';

/** One generation of an authority, as questions name it. */
export interface AuthorityLabel {
  readonly kind: CertificateKind;
  readonly generation: number;
}

/** Responders and lists of all authorities of a centre, and the asking of them as a relying party does. */
export interface StatusService {
  readonly by: StatusSource;
  readonly states: CertificateStates;
  responder(of: AuthorityLabel): Promise<Responder>;
  lists(of: AuthorityLabel): Promise<ListIssuer>;
  /** Makes the keys that this authority's answers need. */
  prepare(of: AuthorityLabel): Promise<void>;
  /** Asks about a certificate that this authority issued. */
  ask(certificate: Uint8Array, of: AuthorityLabel, at: Date): Promise<StatusAnswer>;
}

export interface StatusServiceParts {
  readonly authorities: Authorities;
  readonly random: Random;
  readonly clock: Clock;
  readonly states: CertificateStates;
  /** How it is asked; a misbehaviour names its own way. Default: OCSP. */
  readonly by?: StatusSource;
  readonly misbehaviour?: Misbehaviour;
}

export const openStatusService = (parts: StatusServiceParts): StatusService => {
  const {authorities, random, clock, states, misbehaviour} = parts;
  const by = misbehaviour?.by ?? parts.by ?? 'ocsp';
  const nonces = random.fork('ocsp-nonce');
  // One key for all generations of a kind; each generation certifies it.
  const keysOf = once(({kind}: AuthorityLabel) => random.fork(`ocsp/${kind}`).rsaKeyPair(2048));
  const responder = once(async ({kind, generation}: AuthorityLabel) => {
    const authority = await authorities.generation(kind, generation);
    return openResponder({authority, keys: await keysOf({kind, generation: 0}), clock, states});
  });
  const lists = once(async ({kind, generation}: AuthorityLabel) =>
    openListIssuer(await authorities.generation(kind, generation), states),
  );
  const toolsFor = once(misleadingTools(authorities, {responder, lists}, random));
  const honest = async (asked: Uint8Array, of: AuthorityLabel): Promise<Uint8Array> =>
    by === 'ocsp'
      ? (await responder(of)).respond(asked)
      : (await lists(of)).listAt(clock.wall(), partitionOf(asked));

  return {
    by,
    states,
    responder,
    lists,
    async prepare(of) {
      if (misbehaviour?.answer) {
        await toolsFor(of);
      } else if (by === 'ocsp') {
        (await responder(of)).identity();
      }
    },
    async ask(certificate, of, at) {
      const issuer = await authorities.generation(of.kind, of.generation);
      const answer = async (asked: Uint8Array): Promise<Uint8Array> =>
        misbehaviour?.answer
          ? misbehaviour.answer(asked, {...(await toolsFor(of)), at: clock.wall()})
          : honest(asked, of);
      const {delayNs = 0} = misbehaviour ?? {};
      const exchange = heldBack(answer, {clock, timeoutNs: usualTimeoutNs, delayNs});
      return checkStatus(
        {certificate, issuer: issuer.certificate, at},
        by === 'ocsp'
          ? {by, ask: exchange, nonce: () => nonces.bytes(usualNonceBytes)}
          : {by, fetch: exchange},
      );
    },
  };
};

/** Made when it is first asked for, and once. */
const once = <T>(make: (of: AuthorityLabel) => Promise<T>): ((of: AuthorityLabel) => Promise<T>) => {
  const made = new Map<string, Promise<T>>();
  return (of) => {
    const key = `${of.kind}/${of.generation}`;
    const one = made.get(key) ?? make(of);
    made.set(key, one);
    return one;
  };
};
