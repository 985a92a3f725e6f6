export {AesKey} from '../ciphers/aes-key.ts';
export {TripleDesKey} from '../ciphers/triple-des-key.ts';
export {
  type Authentication,
  authentication,
  type Challenges,
  pseudoRandomChallenge,
  raiseLevel,
  sameBytes,
} from './authentication.ts';
export {type CardSecurity, type CommandRefusal, cardSecurity} from './card-security.ts';
export {cutIntoPieces, type Gathered, gather, isPiece} from './command-chain.ts';
export {hasSecureMessaging, withoutSecureMessaging, withSecureMessaging} from './command-protection.ts';
export {type CommandSecurity, commandSecurity, mostPlainBytes} from './command-security.ts';
export {type InitializeUpdateResponse, initializeUpdateResponse} from './initialize-update-response.ts';
export {
  deleteRelated,
  domainWithApplications,
  getStatusOptions,
  installPurposes,
  instructions,
  lastBlock,
  registrySubsets,
} from './instructions.ts';
export {keyCheckValue, keyTypes, type SymmetricKeyType} from './key-check-value.ts';
export {
  type CardKeys,
  type DiversificationMethod,
  diversificationMethods,
  diversifiedKeys,
  keysOfCard,
} from './key-diversification.ts';
export {type KeyInformation, keyInformation} from './key-information.ts';
export {
  applicationStateName,
  applicationStates,
  type CardState,
  cardStateOf,
  cardStates,
  isLocked,
  loadFileStates,
  mayMoveCard,
  securityDomainStates,
} from './life-cycle.ts';
export {type Privilege, privilegeBits, privileges} from './privileges.ts';
export {
  decryptedUnder,
  encryptedUnder,
  type InnerLength,
  type KeyComponent,
  type PutKeyData,
  type PutKeyRefusal,
  putKeyData,
  type TransportedKey,
} from './put-key-data.ts';
export {type Confirmation, type Receipt, receiptContext, receipts} from './receipt.ts';
export type {ResponseRefusal} from './response-protection.ts';
export type {SecureChannel, SessionKeys, StaticKeys} from './secure-channel.ts';
export {
  isPseudoRandom,
  levelsOf,
  macBytes,
  type SecureChannelProtocol,
  securityBits,
  supportedOptions,
} from './security-level.ts';
export {managementSignature, managementSignatureIsRight} from './signature.ts';
export {globalPlatformSw} from './status-words.ts';
export {resourceTags, tags} from './tags.ts';
export {tokenInput, withToken} from './token.ts';
