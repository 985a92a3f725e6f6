import {KazasuError} from '../../protocol/index.ts';
import {issuingGeneration} from '../authorities/generation.ts';
import type {Centre, CentreIssueRequest} from '../centre.ts';
import type {IssuedCertificate} from '../certificates/issue.ts';
import type {CertificateLinkage} from '../links/certificate-linkage.ts';
import type {CertificateStates} from '../status/certificate-states.ts';
import {consequenceOf, renewedKnownAfterMs} from '../status/effect-times.ts';
import type {CertificateRegister, CertificateRow} from '../store/centre-store.ts';
import {checkRenewable} from './renewal-window.ts';

export interface RenewalParts {
  readonly centre: Pick<Centre, 'issue'>;
  readonly states: CertificateStates;
  readonly register: CertificateRegister;
  readonly linkage: CertificateLinkage;
  readonly clock: {wall(): Date};
  /** Keeps all of it or nothing; default: one after the other. */
  readonly together?: <T>(work: () => T) => T;
}

/** An order for the certificate that follows another one; who holds it and of what kind it is stays. */
export type RenewalRequest = Omit<CentreIssueRequest, 'kind' | 'renews' | 'issuedAt'> & {
  readonly older: string;
  /** Default: now. */
  readonly at?: Date;
  /** Renewed over the network: whoever asks about it learns of it a day later. [S72], C42 */
  readonly online?: boolean;
  /** For a signing certificate: the one for log-in that it belongs to. Default: the older one's, as renewed. C150 */
  readonly belongsTo?: string;
};

export interface EnrolOptions {
  /** An opaque id of the person. */
  readonly holder: string;
  readonly belongsTo?: string;
}

/** Certificates through a person's life: enrolled, renewed, and issued anew after a loss. */
export interface Renewal {
  /** Takes an issued certificate into the register; one that is there stays as it is. */
  enrol(issued: IssuedCertificate, options: EnrolOptions): void;
  /**
   * Issues the certificate that replaces another one: to the sixth birthday, but no longer than the one it belongs
   * to; the old one superseded, both linked. Of several at once, the first is kept.
   * @throws KazasuError `KZS-CENTRE-RENEWAL-EARLY`, `-LATE`, `-REVOKED`, `-UNKNOWN`, and those of issuing.
   */
  renew(request: RenewalRequest): Promise<IssuedCertificate>;
  /** Refuses what cannot be renewed now, as `renew` does. Default: now. */
  check(older: string, at?: Date): void;
  /**
   * The same in two steps, for a card that is still to be written: the old one stays good until `supersede`, so that
   * a cut leaves the holder one or the other.
   */
  issue(request: RenewalRequest): Promise<IssuedCertificate>;
  /**
   * The same for a certificate issued already, as that on a new card: rule, revocation and link. Asked again for the
   * same two it changes nothing: a question may come twice.
   */
  supersede(newer: string, older: string, at: Date): void;
  /** The card is lost for good: these certificates end, and what is issued next replaces none. [S71], C93 */
  abolish(serialNumbers: readonly string[], at: Date): void;
}

/** Renewal over a centre that issues, its states, its register and its links. */
export const openRenewal = ({
  centre,
  states,
  register,
  linkage,
  clock,
  together = (work) => work(),
}: RenewalParts): Renewal => {
  const renewable = (serialNumber: string, at: Date): CertificateRow => {
    const row = register.get(serialNumber) ?? unknown(serialNumber);
    checkRenewable(serialNumber, row.notAfter, at);
    const state = states.stateAt(serialNumber, at);
    return state.state === 'revoked' ? revokedBefore(serialNumber, state.reason) : row;
  };
  const supersede: Renewal['supersede'] = (newer, older, at) => {
    const replaced = linkage.predecessorOf(newer, at);
    if (replaced.outcome === 'linked' && replaced.to === older) {
      return;
    }
    const {kind} = renewable(older, at);
    linkage.replace(newer, older, at);
    const consequence = consequenceOf('renewal', kind, at);
    if (consequence) {
      states.revoke(older, consequence);
    }
  };
  const enrol: Renewal['enrol'] = (issued, {holder, belongsTo}) => {
    if (!register.get(issued.serialNumber)) {
      register.add(registerRow(issued, holder));
    }
    if (belongsTo !== undefined) {
      linkage.belong(issued.serialNumber, belongsTo, issued.notBefore);
    }
  };
  const made = async (
    {older, at = clock.wall(), online = false, belongsTo, ...request}: RenewalRequest,
    then: (issued: IssuedCertificate, at: Date) => void,
  ): Promise<IssuedCertificate> => {
    const {kind, holder} = renewable(older, at);
    const logIn = belongsTo ?? (kind === 'digital-signature' ? logInOf(linkage, older, at) : undefined);
    const notLaterThan = earliest(request.notLaterThan, register.get(logIn ?? '')?.notAfter);
    const issued = await centre.issue({
      ...request,
      kind,
      issuedAt: at,
      renews: true,
      ...(notLaterThan ? {notLaterThan} : {}),
    });
    together(() => {
      // Somebody else may have renewed it while this one was made.
      renewable(older, at);
      if (online) {
        states.enrol(issued.certificate, {knownFrom: new Date(at.getTime() + renewedKnownAfterMs)});
      }
      enrol(issued, {holder, ...(logIn === undefined ? {} : {belongsTo: logIn})});
      then(issued, at);
    });
    return issued;
  };
  return {
    enrol,
    supersede,
    check(older, at = clock.wall()) {
      renewable(older, at);
    },
    renew: (request) => made(request, ({serialNumber}, at) => supersede(serialNumber, request.older, at)),
    issue: (request) => made(request, () => undefined),
    abolish(serialNumbers, at) {
      for (const serialNumber of serialNumbers) {
        const {kind} = register.get(serialNumber) ?? unknown(serialNumber);
        const consequence = consequenceOf('card-abolished', kind, at);
        if (consequence) {
          states.revoke(serialNumber, consequence);
        }
      }
    },
  };
};

/** An issued certificate as the register keeps it. */
export const registerRow = (issued: IssuedCertificate, holder: string): CertificateRow => ({
  ...issued,
  holder,
  generation: issuingGeneration(issued.notBefore)?.number ?? 0,
});

/** The certificate for log-in of a signing one, or what has replaced it since. */
const logInOf = (linkage: CertificateLinkage, signature: string, at: Date): string | undefined => {
  const found = linkage.authenticationOf(signature, at);
  if (found.outcome === 'no-link') {
    return undefined;
  }
  const seen = new Set([found.to]);
  let newest = found.to;
  for (let next = linkage.successorOf(newest, at); next.outcome === 'linked' && !seen.has(next.from); ) {
    newest = next.from;
    seen.add(newest);
    next = linkage.successorOf(newest, at);
  }
  return newest;
};

const earliest = (...dates: readonly (Date | undefined)[]): Date | undefined =>
  dates.filter((date) => date !== undefined).sort((a, b) => a.getTime() - b.getTime())[0];

const unknown = (serialNumber: string): never => {
  throw new KazasuError('KZS-CENTRE-RENEWAL-UNKNOWN', {
    en: `a certificate that the centre issued is renewed, but it does not know ${serialNumber}`,
    ja: `更新できるのはセンターが発行した証明書ですが、${serialNumber} は登録されていません`,
  });
};

const revokedBefore = (serialNumber: string, reason: string): never => {
  throw new KazasuError('KZS-CENTRE-RENEWAL-REVOKED', {
    en: `a certificate is renewed while it is good, but ${serialNumber} is revoked (${reason}); one is issued anew`,
    ja: `更新できるのは有効な証明書ですが、${serialNumber} は失効しています(${reason})。新規の発行になります`,
  });
};
