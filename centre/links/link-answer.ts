import type {Sentence} from '../../protocol/index.ts';
import type {CertificateState} from '../status/certificate-states.ts';
import type {CertificateRow, LinkKind} from '../store/centre-store.ts';

/** Why there is no link. */
export const noLinkSentences = {
  'unknown-certificate': {
    en: 'the centre does not know the certificate',
    ja: 'センターはこの証明書を把握していません',
  },
  'replaces-none': {
    en: 'the certificate replaced none: it is the first, or was issued anew',
    ja: 'この証明書は他の証明書の更新ではありません(初回または新規の発行)',
  },
  'replaced-by-none': {
    en: 'no certificate has replaced this one',
    ja: 'この証明書に代わる証明書はありません',
  },
  'belongs-to-none': {
    en: 'no certificate for user authentication belongs to this one',
    ja: '対応する利用者証明用電子証明書はありません',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type NoLinkReason = keyof typeof noLinkSentences;

/** An answer about one certificate. Serial numbers are upper-case hex; nothing personal is in it. */
export type LinkAnswer =
  | {
      readonly outcome: 'linked';
      readonly asked: string;
      readonly kind: LinkKind;
      /** The newer and the older, or the signing one and the one for log-in. */
      readonly from: string;
      readonly to: string;
      readonly since: Date;
      /** What the centre saw, by name: validity of both, and the state of the one that `to` names. */
      readonly evidence: Readonly<Record<string, string>>;
    }
  | {
      readonly outcome: 'no-link';
      readonly asked: string;
      readonly kind: LinkKind;
      readonly reason: NoLinkReason;
    };

export interface FoundLink {
  readonly asked: string;
  readonly kind: LinkKind;
  readonly from: CertificateRow;
  readonly to: CertificateRow;
  readonly since: Date;
  readonly olderState: CertificateState;
}

/** A link with its evidence. */
export const linkAnswer = ({asked, kind, from, to, since, olderState}: FoundLink): LinkAnswer => ({
  outcome: 'linked',
  asked,
  kind,
  from: from.serialNumber,
  to: to.serialNumber,
  since,
  evidence: {
    fromNotBefore: from.notBefore.toISOString(),
    fromNotAfter: from.notAfter.toISOString(),
    toNotBefore: to.notBefore.toISOString(),
    toNotAfter: to.notAfter.toISOString(),
    toState: olderState.state,
    ...(olderState.state === 'revoked'
      ? {toRevokedSince: olderState.since.toISOString(), toRevocationReason: olderState.reason}
      : {}),
  },
});
