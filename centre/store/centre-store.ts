import type {CertificateKind} from '../authorities/certificate-kind.ts';
import type {StatusStore} from '../status/status-store.ts';

/** Everything a centre keeps. What happens inside `transaction` is kept together or not at all. */
export interface CentreStore {
  readonly status: StatusStore;
  readonly certificates: CertificateRegister;
  readonly links: CertificateLinks;
  readonly challenges: ChallengeStore;
  readonly relyingParties: RelyingPartyStore;
  readonly requests: RequestHistory;
  transaction<T>(work: () => T): T;
  close(): void;
}

/** A certificate that the centre issued. */
export interface CertificateRow {
  /** Upper-case hex. */
  readonly serialNumber: string;
  readonly kind: CertificateKind;
  readonly generation: number;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** An opaque id that stays with the person through all their certificates; nothing personal is in it. */
  readonly holder: string;
}

export interface CertificateRegister {
  /** A serial number that is taken: `KZS-CENTRE-SERIAL-TAKEN`. */
  add(row: CertificateRow): void;
  get(serialNumber: string): CertificateRow | undefined;
  /** Of one person, oldest first. */
  ofHolder(holder: string): CertificateRow[];
  /** In the order of issue, after a serial number, at most `limit`. */
  page(options: {readonly after?: string; readonly limit: number}): CertificateRow[];
}

/** What one certificate has to do with another: the new one replaces the old, the signing one belongs to a log-in one. */
export type LinkKind = 'replaces' | 'belongs-to';

export interface CertificateLink {
  readonly kind: LinkKind;
  /** Serial numbers: the newer and the older, or digital signature and user authentication. */
  readonly from: string;
  readonly to: string;
  readonly since: Date;
}

export interface CertificateLinks {
  add(link: CertificateLink): void;
  from(serialNumber: string, kind: LinkKind): CertificateLink | undefined;
  to(serialNumber: string, kind: LinkKind): CertificateLink[];
}

/** A challenge to sign, kept until it is forgotten, so that a spent one is told from an unknown one. */
export interface ChallengeRow {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly madeAt: Date;
  /** Whose it is; another relying party cannot spend it. Absent in a centre without relying parties. */
  readonly relyingParty?: string;
}

export interface ChallengeStore {
  add(challenge: ChallengeRow): void;
  /** Marks it spent, once: whoever comes second, in whatever process, gets `replayed`. */
  spend(id: string, relyingParty?: string): ChallengeRow | 'unknown' | 'replayed';
  forgetBefore(instant: Date): void;
}

/** 検証者: whoever may ask this centre. Its key is kept as a SHA-256 hash only. */
export interface RelyingPartyRow {
  readonly name: string;
  /** Hex. */
  readonly keyHash: string;
  /** Requests in a window; more are answered 429. */
  readonly quota: {readonly requests: number; readonly windowMs: number};
  readonly registeredAt: Date;
  readonly endedAt?: Date;
}

export interface RelyingPartyStore {
  put(row: RelyingPartyRow): void;
  get(name: string): RelyingPartyRow | undefined;
  byKeyHash(keyHash: string): RelyingPartyRow | undefined;
  all(): RelyingPartyRow[];
}

/** One request the centre answered, or did not: what a judge of a relying party asks about afterwards. */
export interface RequestRow {
  readonly at: Date;
  /** ms. */
  readonly duration: number;
  readonly relyingParty?: string;
  /** As in the record: `ocsp`, `crl`, `verify`, `login/challenge`, … */
  readonly operation: string;
  readonly httpStatus: number;
  /** In a word: `good`, `valid`, `revoked`, `429`, … Never anything personal. */
  readonly outcome: string;
  readonly misbehaviour?: string;
  /** The certificate it was about, where it was about one. */
  readonly serialNumber?: string;
  /** SHA-256 of the request's body, hex. */
  readonly requestHash?: string;
}

export interface RequestFilter {
  readonly relyingParty?: string;
  readonly operation?: string;
  readonly serialNumber?: string;
  readonly misbehaviour?: string;
  /** Only what came behind this number. */
  readonly after?: number;
  readonly limit?: number;
}

export interface RequestHistory {
  /** The number it gets, counted from 1. */
  add(row: RequestRow): number;
  /** In the order they came. */
  find(filter: RequestFilter): (RequestRow & {readonly number: number})[];
  clear(): void;
}
