export type {ApduChannel} from './apdu/apdu-channel.ts';
export {type ApduChannelOptions, apduChannel} from './apdu/apdu-stack.ts';
export {ConfidentialReads} from './apdu/confidential-reads.ts';
export type {ServiceKey} from './applets/authenticate.ts';
export {TerminalKeyRefused} from './applets/errors.ts';
export {readCommonCardId, type ServiceChoice, ServiceSession} from './applets/service-session.ts';
export * as globalPlatform from './globalplatform/index.ts';
export {type Isolation, noIsolation, openNetworkNamespace} from './isolation/network-namespace.ts';
export {inspectPcscd, type PcscdInstallation} from './pcsc/daemon/pcscd-installation.ts';
export {type PrivatePcscd, type PrivatePcscdOptions, startPrivatePcscd} from './pcsc/daemon/private-pcscd.ts';
export {type InProcessPort, openInProcessPort} from './pcsc/in-process/in-process-reader.ts';
export {type OpenPcscOptions, openKoffiPort} from './pcsc/koffi/koffi-binding.ts';
export {importLog, type LogFormat, logFormats} from './pcsc/logs/import-log.ts';
export type {ImportedLog} from './pcsc/logs/log-events.ts';
export {openPcsclitePort} from './pcsc/npm-pcsclite/pcsclite-binding.ts';
export {loadPcsclite} from './pcsc/npm-pcsclite/pcsclite-module.ts';
export type {
  CardConnection,
  ConnectOptions,
  Disposition,
  PcscCapabilities,
  PcscPort,
  ReaderEvent,
  ReaderState,
  ShareMode,
} from './pcsc/port.ts';
export {
  CardSurfaceSession,
  type FacePart,
  type SurfaceCredential,
  type SurfaceFile,
} from './sessions/card-surface.ts';
export {
  asSent,
  type HolderSecret,
  HolderSecretSession,
  holderSecretNames,
  holderSecrets,
  secretFormRefusal,
} from './sessions/holder-secrets.ts';
export {type CardFile, IssuerSession, type ProvenKey} from './sessions/issuer.ts';
export {type CertificateKind, JpkiSession, jpkiKeyFiles, type KeyKind} from './sessions/jpki.ts';
export {ResidentRegisterSession} from './sessions/resident-register.ts';
export {PinBlocked, UnexpectedStatus, WrongPin} from './sessions/status-error.ts';
export {type Attributes, TextAssistanceSession, type TextCredential} from './sessions/text-assistance.ts';
export {inTransaction} from './sessions/transaction.ts';
