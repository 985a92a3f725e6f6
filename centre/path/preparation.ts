import {type Certificate, isSelfIssued} from '../x509/certificate.ts';
import {completedKey} from '../x509/inherited-parameters.ts';
import type {PathState} from './path-state.ts';
import {anyPolicy} from './policy-graph.ts';
import type {PathRefusal} from './reason.ts';

/** KeyUsage bits, RFC 5280 clause 4.2.1.3. */
export const keyUsageBit = {keyCertSign: 1 << 5, cRLSign: 1 << 6} as const;

/** RFC 5280 clause 6.1.4: from a certificate that is not the last to the next. The state is changed. */
export const prepareForNext = (state: PathState, certificate: Certificate): PathRefusal | undefined => {
  const {extensions} = certificate;
  // (a), (b)
  const mappings = extensions.policyMappings ?? [];
  if (mappings.some((mapping) => mapping.includes(anyPolicy))) {
    return {reason: 'policy-mapping', extension: 'policyMappings'};
  }
  if (state.policyMapping > 0) {
    state.policies.map(mappings);
  } else {
    state.policies.remove(mappings);
  }
  // (c) to (f)
  state.workingName = certificate.subject;
  state.workingKey = completedKey(certificate.publicKey, state.workingKey);
  state.workingIssuer = certificate;
  // (g)
  if (extensions.nameConstraints) {
    state.nameConstraints.push(extensions.nameConstraints);
  }
  countDown(state, certificate);
  return authorityRefusal(state, certificate);
};

/** (h) to (j). */
const countDown = (state: PathState, certificate: Certificate): void => {
  if (!isSelfIssued(certificate)) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
    state.policyMapping = Math.max(0, state.policyMapping - 1);
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
  }
  const {policyConstraints, inhibitAnyPolicy} = certificate.extensions;
  state.explicitPolicy = Math.min(state.explicitPolicy, policyConstraints?.requireExplicitPolicy ?? Infinity);
  state.policyMapping = Math.min(state.policyMapping, policyConstraints?.inhibitPolicyMapping ?? Infinity);
  state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAnyPolicy ?? Infinity);
};

/** (k) to (o). */
const authorityRefusal = (state: PathState, certificate: Certificate): PathRefusal | undefined => {
  const refusal = notAnAuthority(certificate);
  if (refusal) {
    return refusal;
  }
  if (!isSelfIssued(certificate)) {
    if (state.maxPathLength <= 0) {
      return {reason: 'path-length', extension: 'basicConstraints'};
    }
    state.maxPathLength -= 1;
  }
  const {basicConstraints} = certificate.extensions;
  state.maxPathLength = Math.min(state.maxPathLength, basicConstraints?.pathLength ?? Infinity);
  return criticalRefusal(certificate);
};

/** (k) and (n): whether a certificate may issue others. */
export const notAnAuthority = ({version, extensions}: Certificate): PathRefusal | undefined => {
  if (version !== 3 || !extensions.basicConstraints?.ca) {
    return {reason: 'not-a-ca', extension: 'basicConstraints'};
  }
  return ((extensions.keyUsage ?? keyUsageBit.keyCertSign) & keyUsageBit.keyCertSign) === 0
    ? {reason: 'key-usage', extension: 'keyUsage'}
    : undefined;
};

/** (o), and 6.1.5 (f). */
export const criticalRefusal = ({extensions}: Certificate): PathRefusal | undefined => {
  const [oid] = extensions.unknownCritical;
  return oid === undefined ? undefined : {reason: 'critical-extension', extension: oid};
};
