export type {AppletDefinition} from './applets/applet.ts';
export {builtInApplets} from './applets/catalogue.ts';
export {Card} from './card.ts';
export {cardFromImage} from './card-from-image.ts';
export {
  type SecureChannelChoice,
  type SecureChannelName,
  secureChannels,
} from './content-management/secure-channels.ts';
export {type CardStore, type Environment, memoryStore} from './environment.ts';
export type {Evidence} from './evidence.ts';
export {ArmedPull, type PullFault} from './faults/pull.ts';
export {type CardImage, cardImageSchema, readCardImage, stateOf, withState} from './images/card-image.ts';
export {type ChangedRecord, changedRecord, type RecordSigners} from './images/changed-record.ts';
export {secretsOf} from './images/holder-secrets.ts';
export type {
  ApplicationView,
  CardView,
  CertificateView,
  FileView,
} from './images/inspect/card-view.ts';
export type {
  AppletTitle,
  ContentView,
  DomainView,
  InstanceView,
  LoadFileView,
} from './images/inspect/content-view.ts';
export {inspectCard} from './images/inspect/inspect-card.ts';
export type {CertifiedKey, CvHierarchy, Personalisation, Revocation} from './images/personalisation.ts';
export {personalise} from './images/personalise.ts';
export {profileInImage, profileOfImage} from './images/profile-in-image.ts';
export {quickAck} from './link/quick-ack.ts';
export {type VpcdLink, vpcdLink} from './link/vpcd-link.ts';
export {type CardDates, cardDates} from './personas/card-dates.ts';
export {personaNamed, personas} from './personas/catalogue.ts';
export type {CardIdentity} from './personas/identity.ts';
export {dayInJapan, issueDay, issueInstant} from './personas/issue-day.ts';
export {makeIdentity, myNumberCheckDigit} from './personas/make-identity.ts';
export {personOf} from './personas/person.ts';
export {
  type Holder,
  type HolderCertificate,
  holderCertificates,
  type Persona,
  type RevocationReason,
  type Secrets,
} from './personas/persona.ts';
export {personaFrom, readPersonaFile} from './personas/persona-file.ts';
export {
  birthDatePin,
  verificationNumberA,
  verificationNumberB,
} from './personas/verification-numbers.ts';
export {dayOf} from './personas/when.ts';
export {type CardPictures, cardPictures, type Sitter} from './pictures/card-pictures.ts';
export {type CardProcess, type CardProcessOptions, startCardProcess} from './process/start-card-process.ts';
export {type Atr, readAtr} from './profiles/atr.ts';
export {
  type Behaviour,
  type BehaviourDefinition,
  type BehaviourName,
  type BehaviourOption,
  behaviourNamed,
  behaviourNames,
  behaviourOf,
  type CardBehaviour,
} from './profiles/behaviour.ts';
export type {CardProfile, CarriedApplication} from './profiles/card-profile.ts';
export {cardProfileNamed, cardProfiles} from './profiles/catalogue.ts';
export {cardProfileFrom} from './profiles/profile-file.ts';
export {type CardProfileSettings, cardProfileSettings} from './profiles/profile-settings.ts';
export {RecordedCard, type RecordedDialogue} from './replay/recorded-card.ts';
export {type RetimableCard, retimableCard} from './retimable-card.ts';
export {inlineRsaEngine, type RsaEngine, rsaEngine} from './rsa/engine.ts';
export {type KeptCardFile, keepCardFile, writeCardFile} from './store/card-file.ts';
export {fileStore, readCardFile} from './store/file-store.ts';
export type {FileSystem} from './store/file-system.ts';
export {type Dialogue, dialogueMs, dialogues, loginExchanges} from './timing/dialogues.ts';
export {exchangeCost} from './timing/exchange-cost.ts';
export {type FitOptions, fitTimingProfile, type Goodness, type TimingFit} from './timing/fit/fit-profile.ts';
export {type ModelledTime, modelledTime, type Work} from './timing/modelled-time.ts';
export {readTimingProfile, timingProfileFileSchema, timingProfileUnreadable} from './timing/profile-file.ts';
export {timingProfileText} from './timing/profile-text.ts';
export {timingProfileNamed, timingProfiles} from './timing/profiles.ts';
export {type SlowChip, slowerChip} from './timing/slower-chip.ts';
export {type TimingSeed, timingRandomOf, usualTimingSeed} from './timing/spread.ts';
export {type Figure, figuresOf, type TimingProfile} from './timing/timing-profile.ts';
export type {
  Applet,
  AppletAnswer,
  AppletInstruction,
  InstallOrder,
  InstructionContext,
  Json,
  ReceivedCommand,
  StoredBlock,
} from './user-applets/applet.ts';
export {type LoadedApplets, loadApplets} from './user-applets/load-applets.ts';
