import type {Certificate} from '../x509/certificate.ts';
import type {PathState} from './path-state.ts';
import {criticalRefusal} from './preparation.ts';
import type {PathRefusal} from './reason.ts';

/** RFC 5280 clause 6.1.5, for the last certificate. */
export const wrapUp = (state: PathState, certificate: Certificate): PathRefusal | undefined => {
  // (a), (b): the last certificate counts whether it is self-issued or not.
  const required = certificate.extensions.policyConstraints?.requireExplicitPolicy;
  const explicitPolicy = required === 0 ? 0 : Math.max(0, state.explicitPolicy - 1);
  const critical = criticalRefusal(certificate);
  if (critical) {
    return critical;
  }
  // (g)
  return explicitPolicy > 0 || state.policies.isValidFor(state.inputs.policies)
    ? undefined
    : {reason: 'policy', extension: 'certificatePolicies'};
};
