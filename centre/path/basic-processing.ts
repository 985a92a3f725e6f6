import {type Certificate, isSelfIssued} from '../x509/certificate.ts';
import {sameName} from '../x509/name.ts';
import {forbiddenName} from './name-constraints.ts';
import type {PathState} from './path-state.ts';
import {anyPolicy} from './policy-graph.ts';
import type {PathRefusal} from './reason.ts';
import type {SignatureChecks} from './signature-checks.ts';

/**
 * RFC 5280 clause 6.1.3 for certificate `i` of 1 to n, less (a) (3): revocation is asked for when everything else
 * is well. The state is changed.
 */
export const processCertificate = (
  state: PathState,
  certificate: Certificate,
  i: number,
  signatures: SignatureChecks,
): PathRefusal | undefined => {
  const finding = signatures.check(certificate, state.workingIssuer, state.workingKey);
  if (finding) {
    return {reason: finding};
  }
  const period = periodRefusal(certificate, state.inputs.at);
  if (period) {
    return period;
  }
  if (!sameName(certificate.issuer, state.workingName)) {
    return {reason: 'name-chaining', detail: certificate.issuer.text};
  }
  const last = i === state.length;
  const exempt = !last && isSelfIssued(certificate);
  const forbidden = exempt ? undefined : forbiddenName(certificate, state.nameConstraints, state.effort);
  if (forbidden !== undefined) {
    return {reason: 'name-constraints', extension: 'nameConstraints', detail: forbidden};
  }
  if (!state.effort.spend('steps', policySteps(state, certificate))) {
    return {reason: 'path-search-limit', extension: 'certificatePolicies'};
  }
  processPolicies(state, certificate, exempt);
  return state.explicitPolicy === 0 && state.policies.isEmpty
    ? {reason: 'policy', extension: 'certificatePolicies'}
    : undefined;
};

/** (a) (2). Both ends count, in whole seconds. */
export const periodRefusal = ({notBefore, notAfter}: Certificate, at: number): PathRefusal | undefined => {
  const second = Math.floor(at / 1000) * 1000;
  if (second > notAfter) {
    return {reason: 'expired', extension: 'validity', detail: instant(notAfter)};
  }
  // Written so that a time that is none is refused too.
  return second >= notBefore
    ? undefined
    : {reason: 'not-yet-valid', extension: 'validity', detail: instant(notBefore)};
};

/** What (d) and 6.1.4 (b) cost at most: every policy is looked at, those above too, and mappings are followed. */
const policySteps = ({policies}: PathState, {extensions}: Certificate): number =>
  policies.size + (extensions.certificatePolicies?.length ?? 0) + (extensions.policyMappings?.length ?? 0);

/** (d) and (e). */
const processPolicies = (state: PathState, {extensions}: Certificate, selfIssuedInBetween: boolean): void => {
  const {certificatePolicies} = extensions;
  if (certificatePolicies) {
    const counts =
      certificatePolicies.includes(anyPolicy) && (state.inhibitAnyPolicy > 0 || selfIssuedInBetween);
    state.policies.extend(certificatePolicies, counts);
  } else {
    state.policies.clear();
  }
};

const instant = (ms: number): string => new Date(ms).toISOString();
