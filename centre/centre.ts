import type {Clock, Random, Recorder} from '../protocol/index.ts';
import {type Authorities, openAuthorities, type TrustAnchor} from './authorities/authorities.ts';
import type {CertificateKind} from './authorities/certificate-kind.ts';
import {type IssuedCertificate, type IssueRequest, issueCertificate} from './certificates/issue.ts';
import type {SignedDataVerification} from './cms/signed-data-verification.ts';
import {verifySignedData} from './cms/verify-signed-data.ts';
import {type LoginResult, type LoginService, openLoginService} from './login.ts';
import type {Misbehaviour} from './misbehaviour/misbehaviour.ts';
import type {CertificateStates} from './status/certificate-states.ts';
import {revocationByStatus} from './status/revocation-by-status.ts';
import {revocationFallback} from './status/revocation-fallback.ts';
import type {StatusSource} from './status/status-answer.ts';
import {openStatusService, type StatusService, type StatusServiceParts} from './status/status-service.ts';
import type {ChallengeStore} from './store/centre-store.ts';
import type {RevocationSource, RevocationStatus} from './verification/revocation.ts';
import type {Verification} from './verification/verification.ts';
import {type Signed, verify} from './verification/verify.ts';

export interface CentreParts {
  /** The same seed gives the same authorities and, for the same requests, the same certificates. */
  readonly random: Random;
  readonly clock: Clock;
  /** Those of the same randomness, where somebody has opened them before. */
  readonly authorities?: Authorities;
  /** Whose certificates are believed. Default: those of its own authorities. */
  readonly believed?: Pick<Authorities, 'trustAnchors'>;
  /** Each question to the log-in service and each signed document, with the answer, as a `centre` event. */
  readonly record?: Recorder;
  /** Somebody else's knowledge of revocation. Without it and without `status`, nobody is asked. */
  readonly revocation?: RevocationSource;
  /** The authorities' own states, asked about by OCSP unless said otherwise. */
  readonly status?: {
    readonly states: CertificateStates;
    readonly by?: StatusSource;
    readonly misbehaviour?: Misbehaviour;
    /** Lists asked where OCSP gives no answer, with what their publisher does wrong. Default: the log-in is refused. */
    readonly fallback?: {readonly misbehaviour?: Misbehaviour};
    /** How far the clock of those who answer is ahead of the verifier's, ms. */
    readonly aheadMs?: number;
  };
  /** Where the challenges of the log-in are kept; default: in this process only. */
  readonly challenges?: ChallengeStore;
}

/** `issuedAt` defaults to now. */
export type CentreIssueRequest = Omit<IssueRequest, 'issuedAt'> & {
  readonly kind: CertificateKind;
  readonly issuedAt?: Date;
};

/** The test centre: two certification authorities, the issue of certificates, verification and log-in. */
export interface Centre {
  readonly authorities: Authorities;
  readonly login: LoginService;
  /** Responders and lists; absent where the centre keeps no states. */
  readonly status?: StatusService;
  /** Makes beforehand what is made when first used, so that it is in nobody's time: anchors, responders' keys. */
  ready(): Promise<void>;
  /** From the authority that issues at the instant. Errors: those of issuing, `KZS-CENTRE-NO-AUTHORITY`. */
  issue(request: CentreIssueRequest): Promise<IssuedCertificate>;
  /** Whom it believes at an instant, by default now. */
  trustAnchors(at?: Date): Promise<TrustAnchor[]>;
  /** Judges a certificate and what its key signed against the authorities it believes, now. */
  verify(kind: CertificateKind, certificate: Uint8Array, signed: Signed): Promise<Verification>;
  /** The same for a CMS SignedData by certificates for digital signature; `content` where it is detached. */
  verifySignedData(der: Uint8Array, content?: Uint8Array): Promise<SignedDataVerification>;
}

export const createCentre = ({random, clock, record, ...parts}: CentreParts): Centre => {
  const {authorities = openAuthorities(random), believed = authorities} = parts;
  const {states, fallback, aheadMs = 0, ...how} = parts.status ?? {};
  const statusClock = clockAhead(clock, aheadMs);
  const statusService = (
    states: CertificateStates,
    how: Pick<StatusServiceParts, 'by' | 'misbehaviour'>,
  ): StatusService =>
    openStatusService({authorities, random: random.fork('status'), clock: statusClock, states, ...how});
  const status = states && statusService(states, how);
  const lists = states && fallback && statusService(states, {by: 'crl', ...fallback});
  const told = (source: RevocationSource): RevocationSource =>
    record ? recordedSource(source, clock, record) : source;
  const own = status && told(revocationByStatus(status));
  const revocation = parts.revocation
    ? told(parts.revocation)
    : own && lists
      ? revocationFallback(own, told(revocationByStatus(lists)))
      : own;
  const trustAnchors = (at = clock.wall()): Promise<TrustAnchor[]> => believed.trustAnchors(at);

  const verifyNow: Centre['verify'] = async (kind, certificate, signed) => {
    const at = clock.wall();
    return verify({
      kind,
      certificate,
      signed,
      at,
      trustAnchors: await believed.trustAnchors(at),
      ...(revocation ? {revocation} : {}),
    });
  };

  const verifyDocument: Centre['verifySignedData'] = async (der, content) => {
    const at = clock.wall();
    return verifySignedData(der, {
      at,
      trustAnchors: await believed.trustAnchors(at),
      ...(content ? {content} : {}),
      ...(revocation ? {revocation} : {}),
    });
  };

  const login = openLoginService({
    clock,
    random: random.fork('login'),
    verify: (certificate, signed) => verifyNow('user-authentication', certificate, signed),
    ...(parts.challenges ? {challenges: parts.challenges} : {}),
  });

  return {
    authorities,
    login: record ? recorded(login, clock, record) : login,
    ...(status ? {status} : {}),
    async ready() {
      const anchors = await trustAnchors();
      await Promise.all(anchors.flatMap((anchor) => [status?.prepare(anchor), lists?.prepare(anchor)]));
    },
    trustAnchors,
    verify: verifyNow,
    verifySignedData: record ? recordedDocuments(verifyDocument, clock, record) : verifyDocument,
    async issue({kind, issuedAt = clock.wall(), ...request}) {
      const authority = await authorities.issuing(kind, issuedAt);
      const issued = issueCertificate(authority, {...request, issuedAt}, random);
      status?.states.enrol(issued.certificate);
      return issued;
    },
  };
};

/** The same clock, with a calendar that is ahead. */
const clockAhead = (clock: Clock, ms: number): Clock =>
  ms === 0 ? clock : {...clock, wall: () => new Date(clock.wall().getTime() + ms)};

/** The same service, leaving an event for each question. */
const recorded = (login: LoginService, clock: Clock, record: Recorder): LoginService => ({
  challenge() {
    const at = clock.now();
    const challenge = login.challenge();
    record({type: 'centre', at, end: clock.now(), operation: 'login/challenge', outcome: 'given'});
    return challenge;
  },
  async answer(answer, judge) {
    const at = clock.now();
    const result: LoginResult = await login.answer(answer, judge);
    const outcome = `${result.result}: ${result.reason}`;
    record({type: 'centre', at, end: clock.now(), operation: 'login/answer', outcome});
    return result;
  },
});

/** The same judge of documents, leaving an event for each. */
const recordedDocuments =
  (judge: Centre['verifySignedData'], clock: Clock, record: Recorder): Centre['verifySignedData'] =>
  async (der, content) => {
    const at = clock.now();
    const found = await judge(der, content);
    const outcome = `${found.result}: ${found.reason}`;
    record({type: 'centre', at, end: clock.now(), operation: 'verify/document', outcome});
    return found;
  };

/** The same source, leaving an event for each question; it lies inside that of the log-in. */
const recordedSource = (source: RevocationSource, clock: Clock, record: Recorder): RevocationSource => ({
  ...source,
  async status(question) {
    const at = clock.now();
    let outcome = 'unavailable';
    try {
      const answer = await source.status(question);
      outcome = outcomeOf(answer);
      return answer;
    } finally {
      const operation = source.by === undefined ? 'revocation' : `revocation/${source.by}`;
      record({type: 'centre', at, end: clock.now(), operation, outcome});
    }
  },
});

const outcomeOf = (answer: RevocationStatus): string =>
  'reason' in answer ? `${answer.status}: ${answer.reason}` : answer.status;
