export {DerError} from './asn1/der-reader.ts';
export type {Authorities, TrustAnchor} from './authorities/authorities.ts';
export type {Authority} from './authorities/authority.ts';
export {type CertificateKind, certificateKinds} from './authorities/certificate-kind.ts';
export {type Centre, type CentreIssueRequest, type CentreParts, createCentre} from './centre.ts';
export type {Holder} from './certificates/holder.ts';
export {type IssuedCertificate, type IssueRequest, issueCertificate} from './certificates/issue.ts';
export {certificateValidity, type Validity, type ValidityRule} from './certificates/validity.ts';
export type {CalendarDate} from './japan-time.ts';
export {
  type Challenge,
  type ChallengeAnswer,
  type ChallengeReason,
  type LoginParts,
  type LoginResult,
  type LoginService,
  openLoginService,
} from './login.ts';
export {type RevocationList, revocationListOf} from './path/crl/revocation-list.ts';
export {
  judgePath,
  type PathJudgement,
  type PathMaterial,
  pathMaterial,
  withUntrusted,
} from './path/judge-path.ts';
export type {PathInputs} from './path/path-state.ts';
export {type PathReason, pathReasons} from './path/reason.ts';
export type {RevocationQuestion, RevocationSource, RevocationStatus} from './verification/revocation.ts';
export {
  type RevocationRegister,
  type RevokedCertificate,
  revocationRegister,
} from './verification/revocation-register.ts';
export {
  type StepReason,
  type StepResult,
  type Verification,
  type VerificationStep,
  verificationSteps,
} from './verification/verification.ts';
export {type Signed, type VerificationRequest, verify} from './verification/verify.ts';
export {type Certificate, certificateOf} from './x509/certificate.ts';
export {derObjects, type PemLabel} from './x509/pem.ts';
