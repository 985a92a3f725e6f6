import type {CertificateKind} from '../authorities/certificate-kind.ts';
import type {CardManagementStore} from '../card-management/rows.ts';
import type {StatusStore} from '../status/status-store.ts';

/**
 * Everything a centre keeps. What happens inside `transaction`, which may stand inside another one and does not wait
 * for promises, is kept together or not at all. No key is kept in the open and nothing personal, except that certificates for
 * digital signature contain the holder's name, address, sex and date of birth, as real ones do.
 */
export interface CentreStore {
  readonly status: StatusStore;
  readonly certificates: CertificateRegister;
  readonly links: CertificateLinks;
  readonly challenges: ChallengeStore;
  readonly relyingParties: RelyingPartyStore;
  readonly quotas: QuotaCounts;
  readonly requests: RequestHistory;
  /**
   * Keeps whose store it is, by the fingerprint of an authority, hex; the first that claims it has it for good.
   * @throws KazasuError `KZS-CENTRE-STORE-SEED` for anybody else.
   */
  claim(authority: string): void;
  readonly management: CardManagementStore;
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
  /** A serial number that is taken: `KZS-CENTRE-SERIAL-TAKEN`; a holder that is no opaque id: `KZS-CENTRE-HOLDER-ID`. */
  add(row: CertificateRow): void;
  get(serialNumber: string): CertificateRow | undefined;
  /** Of one person, oldest first. */
  ofHolder(holder: string): CertificateRow[];
  /** In the order of issue, after a serial number, at most `limit`. Unknown `after`: `KZS-CENTRE-SERIAL-UNKNOWN`. */
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
  /** A certificate that is not in the register, or a second link of the kind from one: `KZS-CENTRE-LINK`. */
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
  /** An id that is kept already: `KZS-CENTRE-CHALLENGE-TAKEN`. */
  add(challenge: ChallengeRow): void;
  /** Marks it spent, once: whoever comes second, in whatever process, gets `replayed`; another relying party, `unknown`. */
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
  /** A key that is another's: `KZS-RELYING-PARTY-KEY-TAKEN`. */
  put(row: RelyingPartyRow): void;
  get(name: string): RelyingPartyRow | undefined;
  byKeyHash(keyHash: string): RelyingPartyRow | undefined;
  all(): RelyingPartyRow[];
}

/** What a request found of its relying party's quota. */
export interface QuotaAnswer {
  readonly granted: boolean;
  /** Requests left in the window. */
  readonly left: number;
  /** When the window ends and the whole quota is there again. */
  readonly opensAgain: Date;
}

/** Requests counted in windows: one opens with the first request behind the end of the one before. Bench-defined, C71. */
export interface QuotaCounts {
  /** Counts a request, in whatever process, unless the quota is used up. */
  take(relyingParty: string, quota: RelyingPartyRow['quota'], at: Date): QuotaAnswer;
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
  /** Only what came behind this number among those of the relying party. */
  readonly afterOrdinal?: number;
  /** Default: all that are remembered. */
  readonly limit?: number;
}

/** `number` counts all requests from 1, `ordinal` those of the relying party; neither is ever given again. */
export type NumberedRequest = RequestRow & {readonly number: number; readonly ordinal: number};

/** The newest requests of each relying party, and of nobody's: `rememberedRequests`. */
export interface RequestHistory {
  /** The number it gets, counted from 1. Outlives a killed process; a power cut may take the last ones. */
  add(row: RequestRow): number;
  /** In the order they came. */
  find(filter: RequestFilter): NumberedRequest[];
  /** Forgets the requests; numbers go on. */
  clear(): void;
}
