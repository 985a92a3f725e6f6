import type {Certificate} from '../x509/certificate.ts';
import type {Effort} from './effort.ts';

/** Orders that are kept; a real set of certificates has a few. */
const mostOrdered = 100;

/** Certificates by the name of their subject, those first that are likely to be an issuer. */
export class CertificatePool {
  readonly all: readonly Certificate[];
  readonly #bySubject = new Map<string, Certificate[]>();
  readonly #ordered = new Map<string, readonly Certificate[]>();

  constructor(certificates: readonly Certificate[]) {
    this.all = certificates;
    for (const certificate of certificates) {
      const {key} = certificate.subject;
      const named = this.#bySubject.get(key);
      if (named) {
        named.push(certificate);
      } else {
        this.#bySubject.set(key, [certificate]);
      }
    }
  }

  named(subjectKey: string): readonly Certificate[] {
    return this.#bySubject.get(subjectKey) ?? [];
  }

  /**
   * Those that bear the name of the issuer. Key identifiers and times only order them: they are hints (RFC 5280
   * clause 4.2.1.1), and all generations of an authority may share one name.
   */
  issuersOf({issuer, extensions}: Certificate, at: number, effort: Effort): readonly Certificate[] {
    const named = this.named(issuer.key);
    if (named.length < 2) {
      return named;
    }
    const wanted = extensions.authorityKeyIdentifier;
    const key = `${wanted} ${issuer.key}`;
    const known = this.#ordered.get(key);
    if (known) {
      return known;
    }
    if (!effort.spend('steps', named.length)) {
      return [];
    }
    const ordered = named
      .map((certificate) => ({certificate, rank: rankOf(certificate, wanted, at)}))
      .sort((a, b) => a.rank - b.rank)
      .map(({certificate}) => certificate);
    if (this.#ordered.size >= mostOrdered) {
      this.#ordered.clear();
    }
    this.#ordered.set(key, ordered);
    return ordered;
  }
}

const rankOf = (
  {extensions, notBefore, notAfter}: Certificate,
  wanted: string | undefined,
  at: number,
): number => {
  const id = extensions.subjectKeyIdentifier;
  const identifier = wanted === undefined || id === undefined ? 2 : id === wanted ? 0 : 4;
  const current = notBefore <= at && at <= notAfter ? 0 : 1;
  return identifier + current + (extensions.basicConstraints?.ca ? 0 : 8);
};
