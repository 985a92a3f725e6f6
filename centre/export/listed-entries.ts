import {DerCursor, tags, wholeElement} from '../asn1/der-reader.ts';
import {timeOf} from '../asn1/der-time.ts';
import {integerBytes} from '../asn1/der-values.ts';
import {type CrlReason, crlReasons} from '../path/crl/revoked-entries.ts';
import {rawExtensions} from '../x509/extensions.ts';
import type {RevocationList} from '../x509/revocation-list.ts';

/** An entry of a list, to be shown. `since` is in ms since 1970. */
export interface ListedEntry {
  /** Content of the INTEGER in hex. */
  readonly serialNumber: string;
  readonly since: number;
  readonly reason: CrlReason;
}

const reasonCode = '2.5.29.21';

/** How many entries a list has, and the first of them in its order. @throws DerError */
export const listedEntries = (
  {entries: held}: RevocationList,
  most: number,
): {readonly count: number; readonly entries: readonly ListedEntry[]} => {
  const entries: ListedEntry[] = [];
  const cursor = held && new DerCursor(held);
  let count = 0;
  for (; cursor && !cursor.done; count += 1) {
    const element = cursor.next(tags.sequence, 'an entry');
    if (entries.length < most) {
      entries.push(entryOf(new DerCursor(element)));
    }
  }
  return {count, entries};
};

const entryOf = (entry: DerCursor): ListedEntry => {
  const serialNumber = Buffer.from(integerBytes(entry.next(tags.integer, 'a serial number'))).toString('hex');
  const since = timeOf(entry.any('a time of revocation'));
  const extensions = entry.optional(tags.sequence);
  const found = extensions && rawExtensions(extensions).find(({oid}) => oid === reasonCode);
  const code = found ? (integerBytes(wholeElement(found.value, tags.enumerated, 'a reason'))[0] ?? 0) : 0;
  return {serialNumber, since, reason: crlReasons[code] ?? 'unspecified'};
};
