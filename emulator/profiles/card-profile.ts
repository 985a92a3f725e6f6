import type {StatusWord} from '../../protocol/index.ts';
import type {Evidence} from '../evidence.ts';

/** A behaviour on which sources disagree or are silent, with how well the choice is known. */
export interface Behaviour<T> {
  readonly value: T;
  readonly evidence: Evidence;
  /** Number in docs/deviations.md or docs/sources.md. */
  readonly reference: string;
}

/** What distinguishes one make of card from another, as data. */
export interface CardProfile {
  readonly name: string;
  readonly title: {readonly en: string; readonly ja: string};
  readonly atr: Uint8Array;
  readonly behaviour: {
    /** VERIFY with data while the credential is blocked. */
    readonly blockedVerify: Behaviour<StatusWord>;
    /** VERIFY without data while the credential is verified. */
    readonly queryWhenVerified: Behaviour<'tries-left' | 'ok'>;
    /** VERIFY and CHANGE REFERENCE DATA with data of an impossible length. */
    readonly wrongLength: Behaviour<'refused' | 'counts-as-try'>;
    /** SELECT of the application that is selected already. */
    readonly reselection: Behaviour<'clears-security-status' | 'keeps-security-status'>;
    readonly warmReset: Behaviour<'keeps-security-status' | 'clears-security-status'>;
    /** The reader's own GET DATA FF CA (UID), which vpcd hands to the card. */
    readonly uid: Behaviour<Uint8Array | undefined>;
  };
}
