import {closeSync, openSync, writeSync} from 'node:fs';
import {type Clock, KazasuError, type RecordEvent, type RecordHeader} from '../protocol/index.ts';
import {productName, productVersion} from './product.ts';

/** A record on disk: a header line, then one line per event, written as it happens. */
export interface RecordFile {
  write(event: RecordEvent): void;
  close(): void;
}

/** Begins a record file. Throws `KZS-CLI-RECORD-FILE` when it cannot be written. */
export const openRecordFile = (path: string, clock: Clock): RecordFile => {
  let file: number;
  try {
    file = openSync(path, 'w');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-CLI-RECORD-FILE', {
      en: `the record file ${path} cannot be written: ${why}`,
      ja: `記録ファイル ${path} を書けません: ${why}`,
    });
  }
  const line = (value: RecordEvent | RecordHeader): void => {
    writeSync(file, `${JSON.stringify(value)}\n`);
  };
  line({
    type: 'record',
    version: 1,
    product: `${productName} ${productVersion}`,
    origin: new Date(clock.origin.wallMs).toISOString(),
    clock: clock.kind,
    secrets: 'masked',
  });
  return {
    write: line,
    close: () => closeSync(file),
  };
};
