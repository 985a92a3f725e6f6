export type {CardKeys} from '../../protocol/globalplatform/index.ts';
export {
  type BeginSecureChannel,
  type BegunSecureChannel,
  beginSecureChannel,
} from './begin-secure-channel.ts';
export {
  type CardResources,
  getData,
  type OfferedProtocol,
  readCardResources,
  readKeyInformation,
  readOfferedProtocols,
  readSequenceCounter,
} from './card-data.ts';
export {type ChannelKeySet, readChannelKeySet} from './channel-key-set.ts';
export {deleteKeys, deleteObject} from './delete.ts';
export {GlobalPlatformStatus} from './errors.ts';
export {
  extradite,
  type InstallForInstall,
  type InstallForLoad,
  installForInstall,
  installForLoad,
  installForPersonalisation,
  makeSelectable,
  type Reservation,
  updateRegistry,
} from './install.ts';
export {installSecurityDomain} from './install-security-domain.ts';
export {load} from './load.ts';
export {deletePackage, installApplet, type LoadCapOptions, type LoadedCap, loadCap} from './load-cap.ts';
export type {Confirmed, Delegation, ManagedCard} from './managed-card.ts';
export {openSecureChannel, type SecureChannelOptions} from './open-secure-channel.ts';
export {type ProductionLifeCycle, productionDate, readProductionLifeCycle} from './production-life-cycle.ts';
export {type PutKeys, putKeys, putOneKey, putPublicKey} from './put-key.ts';
export {getStatus, type RegistryEntry, type RegistrySubset} from './registry.ts';
export {SecureSession} from './secure-session.ts';
export {selectSecurityDomain} from './select-security-domain.ts';
export {lockApplication, personaliseDomain, setCardState, setStatus} from './set-status.ts';
export {personalise, readBack, storeData} from './store-data.ts';
