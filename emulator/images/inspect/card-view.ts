import type {LifeCycle, Sentence} from '../../../protocol/index.ts';
import type {Evidence} from '../../evidence.ts';
import type {AccessRule} from '../../os/access-rule.ts';
import type {FileDefinition} from '../../os/file.ts';
import type {ContentView} from './content-view.ts';

/** A card image for people: everything on it but its secrets. Plain data, fit for JSON. */
export interface CardView {
  readonly id: string;
  readonly persona: string;
  readonly profile: string;
  readonly lifeCycle: LifeCycle;
  /** The card's last day, `YYYY-MM-DD`, where the card says one. */
  readonly expiresOn?: string;
  /** Five digits. */
  readonly municipality?: string;
  readonly issuerAuthority: {readonly triesLeft: number; readonly tries: number};
  readonly dataObjects: readonly DataObjectView[];
  readonly applications: readonly ApplicationView[];
  readonly content: ContentView;
}

/** What GET DATA answers for one tag. `value` only where it is text. */
export interface DataObjectView {
  /** Four hex digits. */
  readonly tag: string;
  readonly title: Sentence;
  readonly bytes: number;
  readonly value?: string;
}

export interface ApplicationView {
  readonly name: string;
  readonly title: Sentence;
  /** Hex. */
  readonly aid: string;
  readonly locked: boolean;
  readonly files: readonly FileView[];
}

export interface FileView {
  /** Four hex digits. */
  readonly id: string;
  readonly title: Sentence;
  readonly kind: FileDefinition['kind'];
  readonly evidence: Evidence;
  /** Whether this card has something in it. */
  readonly present: boolean;
  /** What is in a transparent EF, and what the card answers with once FF fills it up. Bytes. */
  readonly bytes?: number;
  readonly allocatedBytes?: number;
  readonly records?: number;
  readonly read?: RuleView;
  readonly use?: RuleView;
  readonly update?: RuleView;
  /** What is read from it is masked wherever it would show. */
  readonly confidential?: true;
  readonly credential?: CredentialView;
  /** A key made on the card waits for its certificate. */
  readonly keyPending?: true;
  readonly certificate?: CertificateView;
  /** What software reads out of the content. */
  readonly fields?: readonly FieldView[];
}

/** An access rule as data, and in words that name credentials by their EF identifiers. */
export interface RuleView {
  readonly rule: AccessRule;
  readonly words: Sentence;
}

export interface CredentialView {
  readonly state: 'ready' | 'blocked' | 'not-set';
  readonly triesLeft: number;
  readonly tries: number;
}

/** Names read from the most general attribute down; times are ISO 8601 in UTC, the serial number hex. */
export interface CertificateView {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** The private key whose certificate this is; without, no key of the card belongs to it. */
  readonly privateKey?: {readonly file: string; readonly state: 'present' | 'absent' | 'another'};
}

export interface FieldView {
  readonly title: Sentence;
  readonly value: Sentence;
}
