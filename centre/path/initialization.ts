import type {Certificate} from '../x509/certificate.ts';
import type {Effort} from './effort.ts';
import type {PathInputs, PathState} from './path-state.ts';
import {PolicyGraph} from './policy-graph.ts';

/**
 * RFC 5280 clause 6.1.2. What the trust anchor's certificate says of names and path length counts too, as in RFC
 * 5937 (Bench-defined, C23).
 */
export const initialState = (
  anchor: Certificate,
  length: number,
  inputs: PathInputs,
  effort: Effort,
): PathState => {
  const pathLength = anchor.extensions.basicConstraints?.pathLength;
  return {
    length,
    inputs,
    effort,
    policies: new PolicyGraph(),
    nameConstraints: anchor.extensions.nameConstraints ? [anchor.extensions.nameConstraints] : [],
    explicitPolicy: inputs.explicitPolicy ? 0 : length + 1,
    inhibitAnyPolicy: inputs.inhibitAnyPolicy ? 0 : length + 1,
    policyMapping: inputs.inhibitPolicyMapping ? 0 : length + 1,
    maxPathLength: Math.min(length, pathLength ?? length),
    workingName: anchor.subject,
    workingIssuer: anchor,
    workingKey: anchor.publicKey.der,
  };
};
