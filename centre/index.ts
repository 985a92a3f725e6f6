export {DerError} from './asn1/der-reader.ts';
export type {Authorities, TrustAnchor} from './authorities/authorities.ts';
export type {Authority} from './authorities/authority.ts';
export {type CertificateKind, certificateKinds} from './authorities/certificate-kind.ts';
export {type Centre, type CentreIssueRequest, type CentreParts, createCentre} from './centre.ts';
export type {Holder} from './certificates/holder.ts';
export {type HolderAttributes, holderAttributes} from './certificates/holder-attributes.ts';
export {type IssuedCertificate, type IssueRequest, issueCertificate} from './certificates/issue.ts';
export {certificateValidity, type Validity, type ValidityRule} from './certificates/validity.ts';
export type {CalendarDate} from './japan-time.ts';
export {type CertificateLinkage, certificateLinkage, type LinkageParts} from './links/certificate-linkage.ts';
export {type LinkAnswer, type NoLinkReason, noLinkSentences} from './links/link-answer.ts';
export {
  type Challenge,
  type ChallengeAnswer,
  type ChallengeReason,
  type LoginParts,
  type LoginResult,
  type LoginService,
  openLoginService,
} from './login.ts';
export {misbehaviourNamed, misbehaviours} from './misbehaviour/catalogue.ts';
export type {Misbehaviour} from './misbehaviour/misbehaviour.ts';
export {ocspOverHttp} from './ocsp/ocsp-over-http.ts';
export type {Responder} from './ocsp/responder.ts';
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
export {type EnrolOptions, openRenewal, type Renewal, type RenewalRequest} from './renewal/renewal.ts';
export {checkRenewable, renewableFrom} from './renewal/renewal-window.ts';
export {
  type CertificateState,
  type CertificateStates,
  certificateStates,
  type Revocation,
  type RevokedEntry,
} from './status/certificate-states.ts';
export {
  type AskResponder,
  checkStatus,
  checkStatuses,
  type FetchList,
  NoAnswerInTime,
  type StatusAuthority,
} from './status/check-status.ts';
export {type CauseName, causesOfRevocation, consequenceOf} from './status/effect-times.ts';
export {type Tolerance, usualTolerance} from './status/freshness.ts';
export {type RevocationReason, revocationReasonNamed, revocationReasons} from './status/revocation-reason.ts';
export {
  type StatusAnswer,
  type StatusReason,
  type StatusSource,
  statusSentences,
} from './status/status-answer.ts';
export type {AuthorityLabel, StatusService} from './status/status-service.ts';
export {type StatusChange, type StatusRow, type StatusStore, statusInMemory} from './status/status-store.ts';
export type {
  CertificateLink,
  CertificateLinks,
  CertificateRegister,
  CertificateRow,
  LinkKind,
  RelyingPartyRow,
  RelyingPartyStore,
  RequestHistory,
  RequestRow,
} from './store/centre-store.ts';
export type {RevocationQuestion, RevocationSource, RevocationStatus} from './verification/revocation.ts';
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
