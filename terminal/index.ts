export {type ApduChannel, type ApduChannelOptions, apduChannel} from './apdu/apdu-channel.ts';
export {type Isolation, noIsolation, openNetworkNamespace} from './isolation/network-namespace.ts';
export {type InProcessPort, openInProcessPort} from './pcsc/in-process-reader.ts';
export {type OpenPcscOptions, openKoffiPort} from './pcsc/koffi-binding.ts';
export {inspectPcscd, type PcscdInstallation} from './pcsc/pcscd-installation.ts';
export {openPcsclitePort} from './pcsc/pcsclite-binding.ts';
export {loadPcsclite} from './pcsc/pcsclite-module.ts';
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
export {type PrivatePcscd, type PrivatePcscdOptions, startPrivatePcscd} from './pcsc/private-pcscd.ts';
export {type CertificateKind, JpkiSession, type KeyKind} from './sessions/jpki.ts';
export {PinBlocked, UnexpectedStatus, WrongPin} from './sessions/status-error.ts';
export {inTransaction} from './sessions/transaction.ts';
