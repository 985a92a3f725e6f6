import {KazasuError} from '../../protocol/index.ts';

/** The PC/SC codes this product acts on, PC/SC part 5 and pcsclite.h. */
export const scard = {
  cancelled: 0x80100002,
  invalidHandle: 0x80100003,
  unknownReader: 0x80100009,
  timeout: 0x8010000a,
  sharingViolation: 0x8010000b,
  noSmartcard: 0x8010000c,
  communicationError: 0x80100013,
  notTransacted: 0x80100016,
  readerUnavailable: 0x80100017,
  noService: 0x8010001d,
  serviceStopped: 0x8010001e,
  unsupported: 0x8010001f,
  noReaders: 0x8010002e,
  resetCard: 0x80100068,
  removedCard: 0x80100069,
  securityViolation: 0x8010006a,
} as const;

type Row = readonly [code: number, name: string, id: string, en: string, ja: string];

/** Code, its name in pcsclite.h, our id, and what it means to a person. */
const rows: readonly Row[] = [
  [0x80100002, 'SCARD_E_CANCELLED', 'KZS-PCSC-CANCELLED', 'the wait was cancelled', '待機が取り消されました'],
  [
    0x80100003,
    'SCARD_E_INVALID_HANDLE',
    'KZS-PCSC-CLOSED',
    'the connection is no longer open',
    '接続はすでに閉じています',
  ],
  [
    0x80100004,
    'SCARD_E_INVALID_PARAMETER',
    'KZS-PCSC-PARAMETER',
    'a parameter was not accepted',
    '引数が受け付けられませんでした',
  ],
  [
    0x80100008,
    'SCARD_E_INSUFFICIENT_BUFFER',
    'KZS-PCSC-BUFFER',
    'the answer is longer than the receive buffer',
    '応答が受信バッファーより長くなりました',
  ],
  [
    0x80100009,
    'SCARD_E_UNKNOWN_READER',
    'KZS-PCSC-UNKNOWN-READER',
    'no reader has this name',
    'この名前のリーダーはありません',
  ],
  [
    0x8010000a,
    'SCARD_E_TIMEOUT',
    'KZS-PCSC-TIMEOUT',
    'nothing happened within the time allowed',
    '制限時間内に何も起こりませんでした',
  ],
  [
    0x8010000b,
    'SCARD_E_SHARING_VIOLATION',
    'KZS-PCSC-SHARING',
    'another program holds the card',
    '別のプログラムがカードを使用中です',
  ],
  [
    0x8010000c,
    'SCARD_E_NO_SMARTCARD',
    'KZS-PCSC-NO-CARD',
    'there is no card in the reader',
    'リーダーにカードがありません',
  ],
  [
    0x8010000f,
    'SCARD_E_PROTO_MISMATCH',
    'KZS-PCSC-PROTOCOL',
    'the card does not speak the protocol asked for',
    'カードが指定のプロトコルに対応していません',
  ],
  [
    0x80100010,
    'SCARD_E_NOT_READY',
    'KZS-PCSC-NOT-READY',
    'the reader is not ready',
    'リーダーの準備ができていません',
  ],
  [
    0x80100013,
    'SCARD_F_COMM_ERROR',
    'KZS-PCSC-NO-SERVICE',
    'the connection to the PC/SC service (pcscd) broke',
    'PC/SCサービス(pcscd)との通信が切れました',
  ],
  [
    0x80100016,
    'SCARD_E_NOT_TRANSACTED',
    'KZS-PCSC-NOT-TRANSACTED',
    'the exchange with the card failed',
    'カードとの交信に失敗しました',
  ],
  [
    0x80100017,
    'SCARD_E_READER_UNAVAILABLE',
    'KZS-PCSC-READER-GONE',
    'the reader is no longer there',
    'リーダーが取り外されました',
  ],
  [
    0x8010001d,
    'SCARD_E_NO_SERVICE',
    'KZS-PCSC-NO-SERVICE',
    'no PC/SC service answered; is pcscd (Debian package pcscd) running?',
    'PC/SCサービスが応答しません。pcscd(Debianパッケージ pcscd)は動いていますか',
  ],
  [
    0x8010001e,
    'SCARD_E_SERVICE_STOPPED',
    'KZS-PCSC-NO-SERVICE',
    'the PC/SC service (pcscd) has stopped',
    'PC/SCサービス(pcscd)が停止しました',
  ],
  [
    0x8010001f,
    'SCARD_E_UNSUPPORTED_FEATURE',
    'KZS-PCSC-UNSUPPORTED',
    'the reader driver does not offer this',
    'リーダーのドライバーがこの機能に対応していません',
  ],
  [
    0x8010002e,
    'SCARD_E_NO_READERS_AVAILABLE',
    'KZS-PCSC-NO-READER',
    'no reader is attached',
    'リーダーが接続されていません',
  ],
  [
    0x80100066,
    'SCARD_W_UNRESPONSIVE_CARD',
    'KZS-PCSC-UNRESPONSIVE',
    'the card does not answer a reset',
    'カードがリセットに応答しません',
  ],
  [
    0x80100067,
    'SCARD_W_UNPOWERED_CARD',
    'KZS-PCSC-UNPOWERED',
    'the card has no power',
    'カードに電源が供給されていません',
  ],
  [
    0x80100068,
    'SCARD_W_RESET_CARD',
    'KZS-PCSC-CARD-RESET',
    'another program reset the card; reconnect first',
    '別のプログラムがカードをリセットしました。再接続が必要です',
  ],
  [
    0x80100069,
    'SCARD_W_REMOVED_CARD',
    'KZS-PCSC-CARD-REMOVED',
    'the card was removed',
    'カードが取り外されました',
  ],
  [
    0x8010006a,
    'SCARD_W_SECURITY_VIOLATION',
    'KZS-PCSC-ACCESS',
    'the PC/SC service denied access (polkit, or its limit of clients)',
    'PC/SCサービスがアクセスを拒否しました(polkitまたは接続数の上限)',
  ],
];

const meanings = new Map(rows.map((row) => [row[0], row]));

/** A refusal of PC/SC with its 32-bit code. */
export class PcscError extends KazasuError {
  readonly code: number;

  constructor(code: number, id: string, sentence: {en: string; ja: string}) {
    super(id, sentence);
    this.code = code;
  }
}

const unknown = (code: number): Row => [
  code,
  'unknown code',
  'KZS-PCSC-FAILED',
  'PC/SC answered with a code of no known meaning',
  'PC/SCが不明なコードを返しました',
];

/**
 * libpcsclite says "security violation" whenever the daemon hangs up without an answer. That is a denial while a
 * context is being made; later it means that the daemon died.
 */
const whatHappened = (call: string, code: number): number =>
  code === scard.securityViolation && call !== 'SCardEstablishContext' && call !== 'SCardConnect'
    ? scard.communicationError
    : code;

/** The error for a code that `call` returned, on a reader where there is one. Unknown codes are `KZS-PCSC-FAILED`. */
export const pcscError = (call: string, answered: number, reader?: string): PcscError => {
  const code = whatHappened(call, answered);
  const hex = `0x${code.toString(16).toUpperCase().padStart(8, '0')}`;
  const [, name, id, en, ja] = meanings.get(code) ?? unknown(code);
  const where =
    reader === undefined ? {en: '', ja: ''} : {en: ` on reader "${reader}"`, ja: `(リーダー「${reader}」)`};
  return new PcscError(code, id, {
    en: `${call}${where.en} failed: ${en} (${name} ${hex})`,
    ja: `${call}${where.ja}に失敗しました: ${ja} (${name} ${hex})`,
  });
};

/** A reply under two bytes: vpcd and some readers report success although the card is gone. */
export const cardLost = (reader: string, bytes: number): PcscError =>
  new PcscError(scard.removedCard, 'KZS-PCSC-CARD-REMOVED', {
    en: `a response of two bytes or more was expected on reader "${reader}", but ${bytes} came: the card was removed during the command`,
    ja: `リーダー「${reader}」では2バイト以上の応答が必要ですが ${bytes} バイトでした。コマンドの途中でカードが取り外されました`,
  });

/** What a binding cannot do. */
export const unsupported = (binding: string, what: {en: string; ja: string}): PcscError =>
  new PcscError(scard.unsupported, 'KZS-PCSC-UNSUPPORTED', {
    en: `the ${binding} binding cannot ${what.en}; use the koffi binding`,
    ja: `${binding} バインディングでは${what.ja}できません。koffi バインディングを使ってください`,
  });

/** Whether this code means that the daemon behind a context is gone, so that a new context may help. */
export const isServiceLoss = (code: number): boolean =>
  code === scard.communicationError || code === scard.noService || code === scard.serviceStopped;

/** The port was closed under a call. */
export const portClosed = (): PcscError =>
  new PcscError(scard.invalidHandle, 'KZS-PCSC-CLOSED', {
    en: 'an open PC/SC port was expected, but it has been closed',
    ja: '開いているPC/SCポートが必要ですが、すでに閉じられています',
  });

/** The connection to a card was disconnected before this call. */
export const connectionClosed = (reader: string): PcscError =>
  new PcscError(scard.invalidHandle, 'KZS-PCSC-CLOSED', {
    en: `an open connection to reader "${reader}" was expected, but it has been disconnected`,
    ja: `リーダー「${reader}」への接続が必要ですが、すでに切断されています`,
  });
