import type {Sentence} from '../../protocol/index.ts';
import type {RelyingPartyRow, RequestFilter, RequestRow} from '../store/centre-store.ts';

/** Why a key is not served. The sentence never contains it. */
export interface KeyRefusal {
  readonly admitted: false;
  readonly reason: 'key-unknown' | 'relying-party-ended' | 'over-quota';
  readonly sentence: Sentence;
  /** Whose key it is, where it is somebody's. */
  readonly name?: string;
  /** When the quota is there again. */
  readonly opensAgain?: Date;
}

export interface KeyAdmission {
  readonly admitted: true;
  readonly relyingParty: RelyingPartyRow;
}

/** The key is told here, and never again. */
export interface NewKey {
  readonly relyingParty: RelyingPartyRow;
  readonly key: string;
}

/** What the service needs to know of relying parties. Errors: `KZS-RELYING-PARTY-…`. */
export interface RelyingPartyDesk {
  /** Whose key it is, while it is in force. Counts nothing. */
  authenticate(key: string | undefined): RelyingPartyRow | KeyRefusal;
  /** The same, and takes one request from the quota. */
  admit(key: string | undefined): KeyAdmission | KeyRefusal;
  register(name: string, quota: RelyingPartyRow['quota']): NewKey;
  /** The old key is worth nothing from now on. */
  newKey(name: string): NewKey;
  end(name: string): RelyingPartyRow;
  all(): RelyingPartyRow[];
  /** What this one has asked, and nothing of anybody else. */
  requestsOf(
    name: string,
    filter?: Omit<RequestFilter, 'relyingParty'>,
  ): (RequestRow & {readonly number: number})[];
}
