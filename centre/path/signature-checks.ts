import {type Certificate, importedKey, keyObjectOf, type Signed} from '../x509/certificate.ts';
import {isKeyAcceptable, signatureFinding} from '../x509/signature.ts';
import type {PathReason} from './reason.ts';

export type SignatureRefusal = Extract<
  PathReason,
  'signature' | 'algorithm-mismatch' | 'algorithm-not-accepted' | 'key-not-accepted' | 'path-search-limit'
>;

/** Signatures that one question may cost; about a third of a second of arithmetic. */
const mostChecks = 4_000;

/** Verifies each pair of signed thing and key once, and no more than a bounded number of them. */
export class SignatureChecks {
  readonly #known = new Map<Signed, Map<Certificate, SignatureRefusal | undefined>>();
  #left = mostChecks;

  get exhausted(): boolean {
    return this.#left <= 0;
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
    const known = this.#known.get(signed) ?? new Map<Certificate, SignatureRefusal | undefined>();
    this.#known.set(signed, known);
    if (known.has(issuer)) {
      return known.get(issuer);
    }
    const found = this.#finding(signed, issuer, key);
    known.set(issuer, found);
    return found;
  }

  #finding(signed: Signed, issuer: Certificate, key: Uint8Array): SignatureRefusal | undefined {
    if (Buffer.compare(signed.algorithm.der, signed.outerAlgorithm.der) !== 0) {
      return 'algorithm-mismatch';
    }
    if (!isKeyAcceptable(issuer.publicKey)) {
      return 'key-not-accepted';
    }
    if (this.#left <= 0) {
      return 'path-search-limit';
    }
    this.#left -= 1;
    const object = key === issuer.publicKey.der ? keyObjectOf(issuer) : importedKey(key);
    const finding = signatureFinding(signed, object);
    return finding === 'good' ? undefined : finding === 'wrong' ? 'signature' : finding;
  }
}
