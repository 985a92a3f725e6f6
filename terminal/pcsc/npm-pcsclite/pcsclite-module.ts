import {createRequire} from 'node:module';
import {isMainThread} from 'node:worker_threads';
import {KazasuError} from '../../../protocol/index.ts';
import {PcscError, pcscError, unsupported} from '../pcsc-errors.ts';

/** What we use of npm `pcsclite` 1.0.1; its own types say `any` where it matters. */
export interface NativeReader {
  readonly name: string;
  readonly connected: boolean;
  on(event: 'status', listener: (status: {state: number; atr?: Buffer}) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  connect(
    options: {share_mode: number; protocol: number},
    done: (error: Error | null | undefined, protocol: number) => void,
  ): void;
  disconnect(disposition: number, done: (error?: Error | null) => void): void;
  transmit(
    data: Buffer,
    replyBytes: number,
    protocol: number,
    done: (error: Error | null | undefined, reply: Buffer) => void,
  ): void;
  control(
    data: Buffer,
    code: number,
    replyBytes: number,
    done: (error: Error | null | undefined, reply: Buffer) => void,
  ): void;
  close(): void;
}

export interface NativePcsc {
  readonly readers: Readonly<Record<string, NativeReader>>;
  on(event: 'reader', listener: (reader: NativeReader) => void): this;
  on(event: 'error', listener: (error: Error) => void): this;
  /** Called by the module in the next turn; the callback gets the names of all readers at every change. */
  start: (listed: (error: Error | undefined, names: Buffer) => void) => void;
  close(): void;
}

/** `SCardTransmit error: Insufficient buffer.(0x80100008)`: the code stands in the message and nowhere else. */
export const fromNativeError = (error: Error, reader?: string): KazasuError => {
  const [, call, digits] = /^(\w+) error: .*\(0x([0-9a-f]+)\)$/s.exec(error.message) ?? [];
  if (error instanceof KazasuError || call === undefined || digits === undefined) {
    return error instanceof KazasuError
      ? error
      : new KazasuError(
          'KZS-PCSC-FAILED',
          {en: `npm pcsclite failed: ${error.message}`, ja: `npmのpcscliteが失敗しました: ${error.message}`},
          {cause: error},
        );
  }
  return pcscError(call, Number.parseInt(digits.slice(-8), 16), reader);
};

/** The code inside an error of the module, if there is one. */
export const nativeCode = (error: unknown): number | undefined => {
  const known = error instanceof Error ? fromNativeError(error) : error;
  return known instanceof PcscError ? known.code : undefined;
};

/**
 * The module, loaded when it is first needed: it is optional and native.
 * @throws KazasuError `KZS-PCSC-MODULE` when it is not installed or not built, `KZS-PCSC-UNSUPPORTED` in a worker.
 */
export const loadPcsclite = (): (() => NativePcsc) => {
  if (!isMainThread) {
    throw unsupported('pcsclite', {en: 'run in a worker thread', ja: 'ワーカースレッドでの実行は'});
  }
  try {
    return createRequire(import.meta.url)('pcsclite') as () => NativePcsc;
  } catch (cause) {
    throw new KazasuError(
      'KZS-PCSC-MODULE',
      {
        en: 'the optional npm package pcsclite was expected but is not installed or not built; use the koffi binding, or install libpcsclite-dev and run npm rebuild pcsclite',
        ja: '任意のnpmパッケージ pcsclite がないか、ビルドされていません。koffi バインディングを使うか、libpcsclite-dev を入れて npm rebuild pcsclite を実行してください',
      },
      {cause},
    );
  }
};
