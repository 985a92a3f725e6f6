import {KazasuError} from '../../../protocol/index.ts';
import {pcscError} from '../pcsc-errors.ts';

/** SCARDCONTEXT or SCARDHANDLE: `long` in pcsclite.h. */
export type Handle = number;

/** One row of SCardGetStatusChange; states are the bits of pcsclite.h with the event counter above them. */
export interface ReaderStateRow {
  readonly szReader: string;
  readonly dwCurrentState: number;
  readonly dwEventState: number;
  readonly cbAtr: number;
  readonly rgbAtr: Uint8Array;
}

export interface CardStatus {
  readonly state: number;
  readonly protocol: number;
  readonly atr: Uint8Array;
}

/** libpcsclite with every call on libuv's pool. Each rejects with a PcscError; `transmit` and `statusChange` return the code. */
export interface PcscLiteLibrary {
  establishContext(): Promise<Handle>;
  releaseContext(context: Handle): Promise<void>;
  cancel(context: Handle): Promise<void>;
  listReaders(context: Handle): Promise<string[]>;
  statusChange(context: Handle, timeoutMs: number, rows: ReaderStateRow[]): Promise<number>;
  connect(
    context: Handle,
    reader: string,
    share: number,
    protocols: number,
  ): Promise<{card: Handle; protocol: number}>;
  reconnect(card: Handle, share: number, protocols: number, initialisation: number): Promise<number>;
  disconnect(card: Handle, disposition: number): Promise<void>;
  beginTransaction(card: Handle): Promise<void>;
  endTransaction(card: Handle, disposition: number): Promise<void>;
  status(card: Handle): Promise<CardStatus>;
  transmit(
    card: Handle,
    pci: Uint8Array,
    command: Uint8Array,
    reply: Uint8Array,
    length: BigUint64Array,
  ): Promise<number>;
  control(card: Handle, code: number, data: Uint8Array): Promise<Uint8Array>;
}

type ParameterType = string | ReturnType<typeof import('koffi').out>;
type Call = (...values: unknown[]) => Promise<number>;

const mostAtrBytes = 33;
const mostControlBytes = 65536;

let loaded: Promise<PcscLiteLibrary> | undefined;

/** Loads libpcsclite once. @throws KazasuError `KZS-PCSC-LIBRARY` naming the package when it is not installed. */
export const pcscLiteLibrary = (): Promise<PcscLiteLibrary> => {
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
};

const load = async (): Promise<PcscLiteLibrary> => {
  const file = 'libpcsclite.so.1';
  const koffi = (await import('koffi')).default;
  let library: ReturnType<typeof koffi.load>;
  try {
    library = koffi.load(file);
  } catch (cause) {
    throw new KazasuError(
      'KZS-PCSC-LIBRARY',
      {
        en: `the PC/SC library ${file} was expected on this machine but could not be loaded; install the Debian package libpcsclite1 (sudo apt-get install libpcsclite1)`,
        ja: `PC/SCライブラリ ${file} を読み込めません。Debianパッケージ libpcsclite1 を入れてください(sudo apt-get install libpcsclite1)`,
      },
      {cause},
    );
  }
  const readerState = koffi.struct({
    szReader: 'const char *',
    pvUserData: 'void *',
    dwCurrentState: 'ulong',
    dwEventState: 'ulong',
    cbAtr: 'ulong',
    rgbAtr: koffi.array('uint8', mostAtrBytes, 'Typed'),
  });
  const out = (type: string) => koffi.out(koffi.pointer(type));
  const inOut = (type: string) => koffi.inout(koffi.pointer(type));

  /** LONG is 64 bits wide on Linux, the code lives in the lower 32. */
  const declare = (name: string, ...types: ParameterType[]): Call => {
    const native = library.func(name, 'long', types);
    return (...values) =>
      new Promise((resolve, reject) => {
        native.async(...values, (error: unknown, code: number) => {
          if (error) {
            reject(error);
          } else {
            resolve(code >>> 0);
          }
        });
      });
  };

  const establish = declare('SCardEstablishContext', 'ulong', 'void *', 'void *', out('long'));
  const release = declare('SCardReleaseContext', 'long');
  const cancel = declare('SCardCancel', 'long');
  const list = declare('SCardListReaders', 'long', 'const char *', 'void *', inOut('ulong'));
  const change = declare(
    'SCardGetStatusChange',
    'long',
    'ulong',
    koffi.inout(koffi.pointer(readerState)),
    'ulong',
  );
  const connect = declare(
    'SCardConnect',
    'long',
    'const char *',
    'ulong',
    'ulong',
    out('long'),
    out('ulong'),
  );
  const reconnect = declare('SCardReconnect', 'long', 'ulong', 'ulong', 'ulong', out('ulong'));
  const disconnect = declare('SCardDisconnect', 'long', 'ulong');
  const begin = declare('SCardBeginTransaction', 'long');
  const end = declare('SCardEndTransaction', 'long', 'ulong');
  const status = declare(
    'SCardStatus',
    'long',
    'void *',
    inOut('ulong'),
    out('ulong'),
    out('ulong'),
    'void *',
    inOut('ulong'),
  );
  const transmit = declare(
    'SCardTransmit',
    'long',
    'void *',
    'void *',
    'ulong',
    'void *',
    'void *',
    'void *',
  );
  const control = declare(
    'SCardControl',
    'long',
    'ulong',
    'void *',
    'ulong',
    'void *',
    'ulong',
    out('ulong'),
  );

  const done = (call: string, code: number, reader?: string): void => {
    if (code !== 0) {
      throw pcscError(call, code, reader);
    }
  };

  return {
    async establishContext() {
      const context = [0];
      done('SCardEstablishContext', await establish(2, null, null, context));
      return context[0] ?? 0;
    },
    async releaseContext(context) {
      done('SCardReleaseContext', await release(context));
    },
    async cancel(context) {
      done('SCardCancel', await cancel(context));
    },
    async listReaders(context) {
      const length = [0];
      done('SCardListReaders', await list(context, null, null, length));
      const names = Buffer.alloc((length[0] ?? 0) + 4096);
      length[0] = names.length;
      done('SCardListReaders', await list(context, null, names, length));
      return names
        .toString('utf8', 0, length[0])
        .split('\0')
        .filter((name) => name !== '');
    },
    statusChange: (context, timeoutMs, rows) => change(context, timeoutMs, rows, rows.length),
    async connect(context, reader, share, protocols) {
      const card = [0];
      const protocol = [0];
      done('SCardConnect', await connect(context, reader, share, protocols, card, protocol), reader);
      return {card: card[0] ?? 0, protocol: protocol[0] ?? 0};
    },
    async reconnect(card, share, protocols, initialisation) {
      const protocol = [0];
      done('SCardReconnect', await reconnect(card, share, protocols, initialisation, protocol));
      return protocol[0] ?? 0;
    },
    async disconnect(card, disposition) {
      done('SCardDisconnect', await disconnect(card, disposition));
    },
    async beginTransaction(card) {
      done('SCardBeginTransaction', await begin(card));
    },
    async endTransaction(card, disposition) {
      done('SCardEndTransaction', await end(card, disposition));
    },
    async status(card) {
      const [nameLength, state, protocol, atrLength] = [[0], [0], [0], [mostAtrBytes]];
      const atr = Buffer.alloc(mostAtrBytes);
      done('SCardStatus', await status(card, null, nameLength, state, protocol, atr, atrLength));
      return {
        state: state[0] ?? 0,
        protocol: protocol[0] ?? 0,
        atr: Uint8Array.from(atr.subarray(0, atrLength[0])),
      };
    },
    transmit: (card, pci, command, reply, length) =>
      transmit(card, pci, command, command.length, null, reply, length),
    async control(card, code, data) {
      const reply = Buffer.alloc(mostControlBytes);
      const length = [0];
      done('SCardControl', await control(card, code, data, data.length, reply, reply.length, length));
      return Uint8Array.from(reply.subarray(0, length[0]));
    },
  };
};
