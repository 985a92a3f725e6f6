import type {ApplicationName, Sentence} from '../../protocol/index.ts';
import type {Evidence} from '../evidence.ts';
import type {CardBehaviour} from './behaviour.ts';

/** The applications besides the issuer security domain, which every card has. */
export type CarriedApplication = Exclude<ApplicationName, 'issuer-security-domain'>;

/** What distinguishes one make of card from another, as data. */
export interface CardProfile {
  readonly name: string;
  readonly title: Sentence;
  /** How well it is known that there are such cards, and where the documents speak of it. */
  readonly evidence: Evidence;
  readonly reference: string;
  /** What a reader reports; `readAtr` tells what it announces. */
  readonly atr: Uint8Array;
  /** What GET DATA 5F51 answers, less the first byte; undefined: 6A88. */
  readonly contactAtr: Uint8Array | undefined;
  /** The answer to a reader's own GET DATA FF CA, 4 to 10 bytes; `random`: four new ones at each power-up; undefined: 6E00. */
  readonly uid: Uint8Array | 'random' | undefined;
  /** What a card of this profile is personalised with. */
  readonly applications: readonly CarriedApplication[];
  /** By which software tells it from its relatives, JPKI EF 0006. */
  readonly tokenLabel: string;
  readonly behaviour: CardBehaviour;
}
