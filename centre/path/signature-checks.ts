import type {Certificate, Signed} from '../x509/certificate.ts';
import {keyFromInfo, keyObjectOf} from '../x509/public-key.ts';
import {isKeyAcceptable, signatureFinding} from '../x509/signature.ts';
import type {Effort} from './effort.ts';
import type {PathReason} from './reason.ts';

export type SignatureRefusal = Extract<
  PathReason,
  'signature' | 'algorithm-mismatch' | 'algorithm-not-accepted' | 'key-not-accepted' | 'path-search-limit'
>;

/** What is known of a signed object and a certificate's key for good: neither of them changes. */
const known = new WeakMap<Signed, WeakMap<Certificate, SignatureRefusal | 'good'>>();

/** Verifies each pair of signed object and key once, and for one question no more than a bounded number of them. */
export class SignatureChecks {
  readonly #effort: Effort;

  constructor(effort: Effort) {
    this.#effort = effort;
  }

  /** Undefined when the key of the issuer made the signature. `key` is its SubjectPublicKeyInfo, completed. */
  check(
    signed: Signed,
    issuer: Certificate,
    key: Uint8Array = issuer.publicKey.der,
  ): SignatureRefusal | undefined {
    if (key !== issuer.publicKey.der) {
      // Parameters were inherited on this path; on another one the answer may differ.
      return this.#finding(signed, issuer, key);
    }
    const ofSigned = known.get(signed) ?? new WeakMap<Certificate, SignatureRefusal | 'good'>();
    known.set(signed, ofSigned);
    const before = ofSigned.get(issuer);
    if (before !== undefined) {
      return before === 'good' ? undefined : before;
    }
    const found = this.#finding(signed, issuer, key);
    if (found !== 'path-search-limit') {
      ofSigned.set(issuer, found ?? 'good');
    }
    return found;
  }

  #finding(signed: Signed, issuer: Certificate, key: Uint8Array): SignatureRefusal | undefined {
    if (Buffer.compare(signed.algorithm.der, signed.outerAlgorithm.der) !== 0) {
      return 'algorithm-mismatch';
    }
    if (!isKeyAcceptable(issuer.publicKey)) {
      return 'key-not-accepted';
    }
    if (!this.#effort.spend('signatures')) {
      return 'path-search-limit';
    }
    const object = key === issuer.publicKey.der ? keyObjectOf(issuer) : keyFromInfo(key);
    const finding = signatureFinding(signed, object);
    return finding === 'good' ? undefined : finding === 'wrong' ? 'signature' : finding;
  }
}
