export {Card} from './card.ts';
export {cardFromImage} from './card-from-image.ts';
export {type CardStore, type Environment, memoryStore} from './environment.ts';
export type {Evidence} from './evidence.ts';
export {ArmedPull, type PullFault} from './faults/pull.ts';
export {type CardImage, cardImageSchema, readCardImage, stateOf, withState} from './images/card-image.ts';
export type {CertifiedKey, CvHierarchy, Personalisation} from './images/personalisation.ts';
export {personalise} from './images/personalise.ts';
export {quickAck} from './link/quick-ack.ts';
export {type VpcdLink, vpcdLink} from './link/vpcd-link.ts';
export {personaNamed, personas} from './personas/catalogue.ts';
export type {CardIdentity} from './personas/identity.ts';
export {makeIdentity, myNumberCheckDigit} from './personas/make-identity.ts';
export type {Holder, Persona, Secrets} from './personas/persona.ts';
export {
  birthDatePin,
  verificationNumberA,
  verificationNumberB,
} from './personas/verification-numbers.ts';
export {type CardPictures, cardPictures, type Sitter} from './pictures/card-pictures.ts';
export {type CardProcess, type CardProcessOptions, startCardProcess} from './process/start-card-process.ts';
export type {CardProfile} from './profiles/card-profile.ts';
export {cardProfileNamed, cardProfiles} from './profiles/catalogue.ts';
export {RecordedCard, type RecordedDialogue} from './replay/recorded-card.ts';
export {type RsaEngine, rsaEngine} from './rsa/engine.ts';
export {type KeptCardFile, keepCardFile, writeCardFile} from './store/card-file.ts';
export {fileStore, readCardFile} from './store/file-store.ts';
export type {FileSystem} from './store/file-system.ts';
export {timingProfileNamed, timingProfiles} from './timing/profiles.ts';
export type {TimingProfile} from './timing/timing-profile.ts';
