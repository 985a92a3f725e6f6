import type {Certificate} from '../x509/certificate.ts';
import type {NameConstraints} from '../x509/extension-values.ts';
import type {DistinguishedNameView} from '../x509/name.ts';
import type {Effort} from './effort.ts';
import type {PolicyGraph} from './policy-graph.ts';

/** What the user asks of a path, RFC 5280 clause 6.1.1 (b) to (g). */
export interface PathInputs {
  /** ms since 1970. */
  readonly at: number;
  /** user-initial-policy-set; undefined is any-policy. */
  readonly policies?: readonly string[];
  readonly explicitPolicy?: boolean;
  readonly inhibitPolicyMapping?: boolean;
  readonly inhibitAnyPolicy?: boolean;
}

/** The state variables of RFC 5280 clause 6.1.2. `working…` are of the certificate above. */
export interface PathState {
  readonly length: number;
  readonly inputs: PathInputs;
  readonly effort: Effort;
  readonly policies: PolicyGraph;
  /** One entry for each certificate with constraints: all of them have to allow a name, which is their intersection. */
  readonly nameConstraints: NameConstraints[];
  explicitPolicy: number;
  inhibitAnyPolicy: number;
  policyMapping: number;
  maxPathLength: number;
  workingName: DistinguishedNameView;
  workingIssuer: Certificate;
  /** SubjectPublicKeyInfo with inherited parameters, where the issuer's own has none. */
  workingKey: Uint8Array;
}
