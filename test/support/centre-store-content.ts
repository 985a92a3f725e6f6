import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {CertificateRow, StatusRow} from '../../centre/index.ts';

/** A folder that is gone when the work is done. */
export const inFolder = async <T>(work: (folder: string) => T | Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-store-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
};

/** Everything in a folder, write-ahead logs included, as one text of bytes. */
export const bytesInFolder = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name)).toString('latin1'))
    .join('\n');

export const noon = new Date('2026-01-05T03:00:00Z');
export const afterNoon = (ms: number): Date => new Date(noon.getTime() + ms);

/** A row of the register with nothing real in it. */
export const certificateRow = (serialNumber: string, row: Partial<CertificateRow> = {}): CertificateRow => ({
  serialNumber,
  kind: 'user-authentication',
  generation: 3,
  certificate: Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x05),
  notBefore: noon,
  notAfter: afterNoon(86_400_000),
  holder: 'h-1',
  ...row,
});

/** A state with a change, or without one. */
export const statusRow = (serialNumber: string, row: Partial<StatusRow> = {}): StatusRow => ({
  serialNumber,
  authority: 'A1',
  distributionPoint: 'D1',
  notAfter: afterNoon(86_400_000),
  changes: [{kind: 'revoked', at: noon, reason: 'keyCompromise'}],
  ...row,
});
