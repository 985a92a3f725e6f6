export {type ApduChannel, type ApduChannelOptions, apduChannel} from './apdu/apdu-channel.ts';
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
export {type CertificateKind, JpkiSession, type KeyKind} from './sessions/jpki.ts';
export {PinBlocked, UnexpectedStatus, WrongPin} from './sessions/status-error.ts';
export {inTransaction} from './sessions/transaction.ts';
