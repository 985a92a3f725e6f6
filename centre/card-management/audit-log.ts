import {createHmac} from 'node:crypto';
import type {AuditRow, CardManagementStore} from './rows.ts';

export type AuditEntry = Omit<AuditRow, 'number' | 'hash'>;

/** A row by which a log is known later: whoever keeps it elsewhere sees that rows were taken off the end. */
export interface AuditHead {
  /** 0 for a log without rows. */
  readonly number: number;
  readonly hash: string;
}

export interface AuditVerdict {
  readonly intact: boolean;
  readonly rows: number;
  readonly head: AuditHead;
  /** The first number that is not as it was written, or missing. */
  readonly brokenAt?: number;
}

export interface AuditLog {
  /** Within the caller's transaction: the row is there if what it tells of is. */
  add(entry: AuditEntry): AuditRow;
  after(number: number, limit: number): AuditRow[];
  /** Reckons the whole chain again; `known` is a head of earlier. */
  verify(known?: AuditHead): AuditVerdict;
}

const begin: AuditHead = {number: 0, hash: '0'.repeat(64)};

const pageRows = 1_000;

/**
 * Rows that are chained: each has an HMAC-SHA-256 over itself and the hash before it, so that nobody without the key
 * can change, take out or put in a row unseen. Bench-defined, C114.
 */
export const openAuditLog = (rows: CardManagementStore['audit'], key: Uint8Array): AuditLog => ({
  add(entry) {
    const {number, hash: before} = rows.last() ?? begin;
    const numbered = {...entry, number: number + 1};
    const row = {...numbered, hash: chained(key, numbered, before)};
    rows.add(row);
    return row;
  },
  after: rows.after,
  verify(known) {
    let head = begin;
    let brokenAt: number | undefined;
    let count = 0;
    let knownIsThere = known === undefined || (known.number === 0 && known.hash === begin.hash);
    for (let page = rows.after(0, pageRows); page.length > 0; page = rows.after(head.number, pageRows)) {
      for (const row of page) {
        if (row.number !== head.number + 1 || row.hash !== chained(key, row, head.hash)) {
          brokenAt ??= head.number + 1;
        }
        knownIsThere ||= known?.number === row.number && known.hash === row.hash;
        head = {number: row.number, hash: row.hash};
        count += 1;
      }
    }
    if (!knownIsThere) {
      brokenAt ??= known?.number ?? 0;
    }
    return {
      intact: brokenAt === undefined,
      rows: count,
      head,
      ...(brokenAt === undefined ? {} : {brokenAt}),
    };
  },
});

const chained = (
  key: Uint8Array,
  {number, at, issuer, operator, operation, subject, outcome}: Omit<AuditRow, 'hash'>,
  before: string,
): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([number, at.getTime(), issuer, operator, operation, subject, outcome, before]))
    .digest('hex');
