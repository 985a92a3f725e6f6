import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {KazasuError, type RecordHeader} from '../protocol/index.ts';
import type {ImportedLog} from '../terminal/index.ts';
import {productName, productVersion} from './product.ts';

/**
 * Writes what a log told as a record, whole or not at all. A log without dates counts from 1970, and its header says
 * that the clock is relative.
 * @throws KazasuError `KZS-CLI-RECORD-FILE`.
 */
export const writeImportedRecord = (path: string, {source, origin, events}: ImportedLog): void => {
  const clock = origin === undefined ? 'relative clock' : 'clock of the log';
  const header: RecordHeader = {
    type: 'record',
    version: 1,
    product: `${productName} ${productVersion}, from a log of ${source} (${clock})`,
    origin: (origin ?? new Date(0)).toISOString(),
    clock: 'real',
    secrets: 'masked',
  };
  const draft = `${path}.${process.pid}.draft`;
  try {
    writeFileSync(draft, [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, {force: true});
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-CLI-RECORD-FILE', {
      en: `the record file ${path} cannot be written: ${why}`,
      ja: `記録ファイル ${path} を書けません: ${why}`,
    });
  }
};
