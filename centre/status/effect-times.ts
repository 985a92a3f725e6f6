import type {CertificateKind} from '../authorities/certificate-kind.ts';
import {dayInJapan, endOfDay} from '../japan-time.ts';
import type {RevocationReason} from './revocation-reason.ts';

/** When what the counter took down has its effect. */
export type Effect = 'at-once' | 'next-day';

/** What becomes of one certificate. */
export interface Consequence {
  readonly reason: RevocationReason;
  readonly effect: Effect;
}

export interface CauseOfRevocation {
  /** A kind that is not named stays as it is. */
  readonly consequences: Readonly<Partial<Record<CertificateKind, Consequence>>>;
  readonly evidence: string;
}

const both = (reason: RevocationReason, effect: Effect): CauseOfRevocation['consequences'] => ({
  'user-authentication': {reason, effect},
  'digital-signature': {reason, effect},
});

/** The signature certificate has name and address in it, the other one has not. */
const recordChanged: CauseOfRevocation['consequences'] = {
  'digital-signature': {reason: 'affiliationChanged', effect: 'next-day'},
};

/** Why certificates end before their time: which of the two, with what reason, and from when. */
export const causesOfRevocation = {
  'address-change': {consequences: recordChanged, evidence: '[S70]'},
  'name-change': {consequences: recordChanged, evidence: '[S70]'},
  'holder-request': {consequences: both('cessationOfOperation', 'at-once'), evidence: 'Bench-defined, C40'},
  'key-compromise': {consequences: both('keyCompromise', 'at-once'), evidence: 'Bench-defined, C40'},
  'authority-compromise': {consequences: both('cACompromise', 'at-once'), evidence: 'Bench-defined, C40'},
  death: {consequences: both('cessationOfOperation', 'next-day'), evidence: 'Bench-defined, C40'},
  'card-abolished': {consequences: both('cessationOfOperation', 'at-once'), evidence: 'Bench-defined, C40'},
  'discarded-before-delivery': {consequences: both('unspecified', 'at-once'), evidence: '[S19]'},
  renewal: {consequences: both('superseded', 'at-once'), evidence: '[S19]'},
  'lost-card': {consequences: both('certificateHold', 'at-once'), evidence: '[S71], C41'},
} as const satisfies Readonly<Record<string, CauseOfRevocation>>;

export type CauseName = keyof typeof causesOfRevocation;

/** Who renews online waits this long until the new certificate is known to whoever asks. [S72], C42 */
export const renewedKnownAfterMs = 24 * 3_600_000;

/** Whether a hold may end by a release: the signature certificate is issued anew instead. [S71], C41 */
export const releasable: Readonly<Record<CertificateKind, boolean>> = {
  'user-authentication': true,
  'digital-signature': false,
};

/** The reason and the instant from which a certificate of this kind is revoked; undefined where it stays. */
export const consequenceOf = (
  cause: CauseName,
  kind: CertificateKind,
  at: Date,
): {readonly reason: RevocationReason; readonly since: Date} | undefined => {
  const {consequences}: CauseOfRevocation = causesOfRevocation[cause];
  const found = consequences[kind];
  return found ? {reason: found.reason, since: effectOf[found.effect](at)} : undefined;
};

const effectOf: Readonly<Record<Effect, (at: Date) => Date>> = {
  'at-once': (at) => at,
  'next-day': (at) => new Date(endOfDay(dayInJapan(at)).getTime() + 1000),
};
