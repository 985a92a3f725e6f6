export {DerError} from './asn1/der-reader.ts';
export {type Authorities, openAuthorities, type TrustAnchor} from './authorities/authorities.ts';
export type {Authority} from './authorities/authority.ts';
export {type CertificateKind, certificateKinds} from './authorities/certificate-kind.ts';
export {
  type ApplicationKind,
  applicationKindNames,
  applicationKinds,
  type BasicKind,
  domainAid,
  idOnCard,
  type Place,
  placeAids,
} from './card-management/application-kinds.ts';
export {type ApplicationProgram, programOf} from './card-management/application-program.ts';
export {type AreaName, areaNames, areas} from './card-management/areas.ts';
export type {AuditHead, AuditVerdict} from './card-management/audit-log.ts';
export {
  type AreaSession,
  type CardAccess,
  CardGone,
  CardRefused,
  type IdTeller,
  type PersonalData,
} from './card-management/card-access.ts';
export type {CardContent, CardReading, InstanceState, ReadBack} from './card-management/card-content.ts';
export {
  type CardManagement,
  type CardManagementParts,
  openCardManagement,
} from './card-management/card-management.ts';
export {type Transition, transitions} from './card-management/card-states.ts';
export type {
  CardTransitions,
  ChipReading,
  TransitionAccount,
  TransitionReconciliation,
  TransitionRequest,
} from './card-management/card-transitions.ts';
export type {CardAccount} from './card-management/cards.ts';
export type {Actor} from './card-management/context.ts';
export {type Counter, type CounterParts, openCounter} from './card-management/counter.ts';
export type {
  DomainKeys,
  KeyFormat,
  KnownDomainKeys,
  NewDomainKeys,
} from './card-management/domain-keys.ts';
export {type IssuerType, issuerTypeNames, issuerTypes} from './card-management/issuer-types.ts';
export type {IssuerAccount, IssuerRegistration} from './card-management/issuers.ts';
export type {OperationRequest} from './card-management/operation-request.ts';
export type {BegunOperation, OperationAccount, Reconciliation} from './card-management/operations.ts';
export type {Kinds, OwnKind, OwnKindRegistration} from './card-management/own-kinds.ts';
export {
  type ApplicationAction,
  applicationActions,
  type PermissionQuestion,
  permissionRefusal,
} from './card-management/permission.ts';
export {type CardStep, type OperationKind, operationKinds} from './card-management/plan.ts';
export {type Profile, usualProfile} from './card-management/profiles.ts';
export {
  mayPerform,
  type OperatorOperation,
  operatorOperations,
  type Role,
  roleNames,
  roles,
} from './card-management/roles.ts';
export {type Linkage, linkageNames, type ManagementSettings} from './card-management/settings.ts';
export {type Centre, type CentreIssueRequest, type CentreParts, createCentre} from './centre.ts';
export {keyOfRequest} from './certificates/certification-request.ts';
export type {Holder} from './certificates/holder.ts';
export {type HolderAttributes, holderAttributes} from './certificates/holder-attributes.ts';
export {type HolderName, holderNames} from './certificates/holder-names.ts';
export {type IssuedCertificate, type IssueRequest, issueCertificate} from './certificates/issue.ts';
export {checkPossession, type PossessionProof} from './certificates/proof-of-possession.ts';
export {certificateValidity, type Validity, type ValidityRule} from './certificates/validity.ts';
export {attributeValues} from './cms/attributes.ts';
export type {SignerIdentifier} from './cms/read-signed-data.ts';
export {type ReadSignedData, readSignedData, type SignerInfo} from './cms/read-signed-data.ts';
export {type SignedDataRequest, signedData, type ToSign} from './cms/signed-data.ts';
export {
  type SignedDataVerification,
  type SignerReason,
  type SignerStep,
  type SignerStepResult,
  type SignerVerification,
  signerSentence,
  signerSteps,
} from './cms/signed-data-verification.ts';
export {type SignedDataQuestion, verifySignedData} from './cms/verify-signed-data.ts';
export {openListIssuer} from './crl/list-issuer.ts';
export {partitionOf} from './crl/partition.ts';
export {listedEntries} from './export/listed-entries.ts';
export {openPkcs12} from './export/open-pkcs12.ts';
export {checkPassPhrase} from './export/pass-phrase.ts';
export {type PemTextLabel, pemText} from './export/pem-text.ts';
export {type Identity, pkcs12} from './export/pkcs12.ts';
export {type Pkcs12Outline, pkcs12Outline} from './export/pkcs12-outline.ts';
export {type CalendarDate, dayInJapan, startOfDay} from './japan-time.ts';
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
export {type LoginClient, type LoginOverHttp, loginOverHttp} from './login-over-http.ts';
export {misbehaviourNamed, misbehaviours} from './misbehaviour/catalogue.ts';
export type {Misbehaviour} from './misbehaviour/misbehaviour.ts';
export type {MisbehaviourRules, Rule, RuleRequest} from './misbehaviour/rules.ts';
export {
  type ServiceMisbehaviour,
  serviceMisbehaviourNamed,
  serviceMisbehaviours,
} from './misbehaviour/service-misbehaviour.ts';
export {authorityAsked} from './ocsp/authority-asked.ts';
export {ocspOverHttp} from './ocsp/ocsp-over-http.ts';
export {type ReadResponse, readResponse} from './ocsp/read-response.ts';
export type {Responder} from './ocsp/responder.ts';
export {
  judgePath,
  type PathJudgement,
  type PathMaterial,
  pathMaterial,
  withUntrusted,
} from './path/judge-path.ts';
export type {PathInputs} from './path/path-state.ts';
export {type PathReason, pathReasons} from './path/reason.ts';
export {type KioskChain, kioskChainNames, kioskChains} from './pin-reset/kiosk-chains.ts';
export {isKioskOpen} from './pin-reset/kiosk-hours.ts';
export {PinResetRefused} from './pin-reset/pin-reset-refusal.ts';
export {type PinResetRow, type PinResetStore, pinResetsInMemory} from './pin-reset/pin-reset-store.ts';
export {
  type BookingRequest,
  bookingMs,
  type KioskRequest,
  openPinResets,
  type PinResets,
  type ProofOfSecret,
} from './pin-reset/pin-resets.ts';
export {
  type Admission,
  type RefusalReason,
  type RefusedRequest,
  refusalSentence,
} from './relying-parties/admission.ts';
export {
  openRelyingParties,
  type RegisteredRelyingParty,
  type RelyingParties,
  type RelyingPartyParts,
} from './relying-parties/relying-parties.ts';
export {hashOfKey} from './relying-parties/relying-party-key.ts';
export {type EnrolOptions, openRenewal, type Renewal, type RenewalRequest} from './renewal/renewal.ts';
export {checkRenewable, renewableFrom} from './renewal/renewal-window.ts';
export {type CentreService, type CentreServiceParts, openCentreService} from './service/centre-service.ts';
export type {Listening} from './service/listeners.ts';
export {partyLogins} from './service/party-login.ts';
export type {ServiceLimits} from './service/service-limits.ts';
export {centreUnreachable, toldProblem} from './service/told-problem.ts';
export {answersAtHand} from './status/answers-at-hand.ts';
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
export {type StatusClients, type StatusOverHttp, statusOverHttp} from './status/status-over-http.ts';
export type {AuthorityLabel, StatusService} from './status/status-service.ts';
export {type StatusChange, type StatusRow, type StatusStore, statusInMemory} from './status/status-store.ts';
export type {
  CentreStore,
  CertificateLink,
  CertificateLinks,
  CertificateRegister,
  CertificateRow,
  ChallengeRow,
  ChallengeStore,
  LinkKind,
  NumberedRequest,
  QuotaAnswer,
  QuotaCounts,
  RelyingPartyRow,
  RelyingPartyStore,
  RequestFilter,
  RequestHistory,
  RequestRow,
} from './store/centre-store.ts';
export {certificatesInMemory} from './store/certificates-in-memory.ts';
export {challengesInMemory} from './store/challenges-in-memory.ts';
export {linksInMemory} from './store/links-in-memory.ts';
export {type CentreStoreOptions, openCentreStore, rememberedRequests} from './store/open-centre-store.ts';
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
export {beginsAsDer, derObjects, type PemLabel, pemBlocks} from './x509/pem.ts';
export {type RevocationList, revocationListOf} from './x509/revocation-list.ts';
