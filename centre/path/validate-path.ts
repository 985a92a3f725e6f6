import type {Certificate} from '../x509/certificate.ts';
import {processCertificate} from './basic-processing.ts';
import {Effort} from './effort.ts';
import {initialState} from './initialization.ts';
import type {PathInputs} from './path-state.ts';
import {prepareForNext} from './preparation.ts';
import type {PathRefusal} from './reason.ts';
import {SignatureChecks} from './signature-checks.ts';
import {wrapUp} from './wrap-up.ts';

/**
 * RFC 5280 clause 6.1 less revocation: `path` goes from the certificate the anchor issued to the one in question.
 * Undefined when the path is valid. `work` is shared by the paths of one question.
 */
export const pathRefusal = (
  anchor: Certificate,
  path: readonly Certificate[],
  inputs: PathInputs,
  {effort, signatures}: PathWork = workOfOne(),
): PathRefusal | undefined => {
  const state = initialState(anchor, path.length, inputs, effort);
  for (const [at, certificate] of path.entries()) {
    const refusal =
      processCertificate(state, certificate, at + 1, signatures) ??
      (at + 1 < path.length ? prepareForNext(state, certificate) : wrapUp(state, certificate));
    if (refusal) {
      return {certificate: at, ...refusal};
    }
  }
  return undefined;
};

/** Where the work of a question is counted. */
export interface PathWork {
  readonly effort: Effort;
  readonly signatures: SignatureChecks;
}

const workOfOne = (): PathWork => {
  const effort = new Effort();
  return {effort, signatures: new SignatureChecks(effort)};
};
