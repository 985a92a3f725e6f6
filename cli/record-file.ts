import {closeSync, openSync, writeFileSync} from 'node:fs';
import {type Clock, KazasuError, type RecordEvent, type RecordHeader} from '../protocol/index.ts';
import {productName, productVersion} from './product.ts';

/** A record on disk: a header line, then one line per event, written as it happens. */
export interface RecordFile {
  write(event: RecordEvent): void;
  close(): void;
}

const cannotWrite = (path: string, error: unknown): KazasuError => {
  const why = error instanceof Error ? error.message : String(error);
  return new KazasuError('KZS-CLI-RECORD-FILE', {
    en: `the record file ${path} cannot be written: ${why}`,
    ja: `記録ファイル ${path} を書けません: ${why}`,
  });
};

/**
 * Begins a record file. Throws `KZS-CLI-RECORD-FILE` when it cannot be begun; when it cannot go on, `onFailure`
 * hears that once, and what was being recorded goes on without.
 */
export const openRecordFile = (
  path: string,
  clock: Clock,
  settings: Pick<RecordHeader, 'timing' | 'timingSeed'>,
  onFailure: (error: KazasuError) => void,
): RecordFile => {
  const header: RecordHeader = {
    type: 'record',
    version: 1,
    product: `${productName} ${productVersion}`,
    origin: new Date(clock.origin.wallMs).toISOString(),
    clock: clock.kind,
    secrets: 'masked',
    ...settings,
  };
  let file: number | undefined;
  const line = (value: RecordEvent | RecordHeader): void => {
    if (file !== undefined) {
      writeFileSync(file, `${JSON.stringify(value)}\n`);
    }
  };
  const close = (): void => {
    const closing = file;
    file = undefined;
    if (closing !== undefined) {
      closeSync(closing);
    }
  };
  try {
    file = openSync(path, 'w');
    line(header);
  } catch (error) {
    close();
    throw cannotWrite(path, error);
  }
  return {
    write(event) {
      try {
        line(event);
      } catch (error) {
        close();
        onFailure(cannotWrite(path, error));
      }
    },
    close,
  };
};
