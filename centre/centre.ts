import type {Clock, Random, Recorder} from '../protocol/index.ts';
import {type Authorities, openAuthorities, type TrustAnchor} from './authorities/authorities.ts';
import type {CertificateKind} from './authorities/certificate-kind.ts';
import {type IssuedCertificate, type IssueRequest, issueCertificate} from './certificates/issue.ts';
import {type LoginResult, type LoginService, openLoginService} from './login.ts';
import type {RevocationSource} from './verification/revocation.ts';
import type {Verification} from './verification/verification.ts';
import {type Signed, verify} from './verification/verify.ts';

export interface CentreParts {
  /** The same seed gives the same authorities and, for the same requests, the same certificates. */
  readonly random: Random;
  readonly clock: Clock;
  /** Each question to the log-in service and its answer, as a `centre` event. */
  readonly record?: Recorder;
  readonly revocation?: RevocationSource;
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
  /** From the authority that issues at the instant. Errors: those of issuing, `KZS-CENTRE-NO-AUTHORITY`. */
  issue(request: CentreIssueRequest): Promise<IssuedCertificate>;
  /** The authorities valid at an instant, by default now. */
  trustAnchors(at?: Date): Promise<TrustAnchor[]>;
  /** Judges a certificate and what its key signed against the centre's own authorities, now. */
  verify(kind: CertificateKind, certificate: Uint8Array, signed: Signed): Promise<Verification>;
}

export const createCentre = ({random, clock, record, revocation}: CentreParts): Centre => {
  const authorities = openAuthorities(random);
  const trustAnchors = (at = clock.wall()): Promise<TrustAnchor[]> => authorities.trustAnchors(at);

  const verifyNow: Centre['verify'] = async (kind, certificate, signed) => {
    const at = clock.wall();
    return verify({
      kind,
      certificate,
      signed,
      at,
      trustAnchors: await trustAnchors(at),
      ...(revocation ? {revocation} : {}),
    });
  };

  const login = openLoginService({
    clock,
    random: random.fork('login'),
    verify: (certificate, signed) => verifyNow('user-authentication', certificate, signed),
  });

  return {
    authorities,
    login: record ? recorded(login, clock, record) : login,
    trustAnchors,
    verify: verifyNow,
    async issue({kind, issuedAt = clock.wall(), ...request}) {
      return issueCertificate(await authorities.issuing(kind, issuedAt), {...request, issuedAt}, random);
    },
  };
};

/** The same service, leaving an event for each question. */
const recorded = (login: LoginService, clock: Clock, record: Recorder): LoginService => ({
  challenge() {
    const at = clock.now();
    const challenge = login.challenge();
    record({type: 'centre', at, end: clock.now(), operation: 'login/challenge', outcome: 'given'});
    return challenge;
  },
  async answer(answer) {
    const at = clock.now();
    const result: LoginResult = await login.answer(answer);
    const outcome = `${result.result}: ${result.reason}`;
    record({type: 'centre', at, end: clock.now(), operation: 'login/answer', outcome});
    return result;
  },
});
