import {DerCursor, DerError, elementAt, tags, wholeElement} from '../asn1/der-reader.ts';
import {timeByYearOf, timeOf} from '../asn1/der-time.ts';
import {enumeratedOf, unsignedBytes} from '../asn1/der-values.ts';
import {integerContent} from '../asn1/der-writer.ts';
import type {RevokedEntry} from '../status/certificate-states.ts';
import {revocationReasonOf} from '../status/revocation-reason.ts';
import {rawExtensions} from '../x509/extensions.ts';
import {type RevocationList, revocationListOf} from '../x509/revocation-list.ts';
import {magnitudeOf} from '../x509/serial-number.ts';
import {entryExtensionOids, listExtensionOids} from './list-extensions.ts';
import {scanEntries} from './scan-entries.ts';

/** A CRL that has been read and indexed. Nothing says yet that it is genuine or fresh. */
export interface CertificateList {
  readonly list: RevocationList;
  /** Critical extensions of the list and its entries that are not understood: it must not be relied on. */
  readonly unknownCritical: readonly string[];
  readonly entries: number;
  /** Whether it has an entry of a serial number (upper-case hex). */
  has(serialNumber: string): boolean;
  /** The entry of a serial number (upper-case hex); undefined where it has none. */
  find(serialNumber: string): RevokedEntry | undefined;
}

/** Offsets are kept in 32 bits, and no list of a country comes near. */
const mostBytes = 2 ** 31 - 1;

/**
 * A version 2 CRL from bytes of any origin, read in one pass and indexed; they are referred to, not copied.
 * @throws DerError where they are not exactly one.
 */
export const readCertificateList = (bytes: Uint8Array): CertificateList => {
  if (bytes.length > mostBytes) {
    throw new DerError(0, 'a list below 2 GiB');
  }
  const list = revocationListOf(bytes);
  if (list.version !== 2) {
    throw new DerError(0, 'a list of version 2');
  }
  if (Buffer.compare(list.algorithm.der, list.outerAlgorithm.der) !== 0) {
    throw new DerError(0, 'the same algorithm inside and outside');
  }
  for (const time of list.times) {
    timeByYearOf(time);
  }
  const {index, unknownCritical} = scanEntries(list.entries);
  const placeOf = (serialNumber: string): number =>
    index.find(integerContent(Buffer.from(serialNumber, 'hex')));
  // A list of changes alone must not pass for a full one.
  const delta = list.deltaBase === undefined ? [] : [listExtensionOids.deltaCrlIndicator];
  return {
    list,
    unknownCritical: [...delta, ...list.unknownCritical, ...unknownCritical],
    entries: index.count,
    has: (serialNumber) => placeOf(serialNumber) >= 0,
    find(serialNumber) {
      const at = placeOf(serialNumber);
      return at < 0 ? undefined : entryAt(bytes, at);
    },
  };
};

/** Scanned before, so the order is known; what the extensions hold is read only now. */
const entryAt = (bytes: Uint8Array, at: number): RevokedEntry => {
  const entry = new DerCursor(elementAt(bytes, at, bytes.length));
  const serialNumber = unsignedBytes(entry.next(tags.integer, 'a serial number'));
  const since = new Date(timeByYearOf(entry.any('the revocation date')));
  const extensions = entry.done ? [] : rawExtensions(entry.any('the extensions of an entry'));
  const extension = (oid: string): Uint8Array | undefined => extensions.find((one) => one.oid === oid)?.value;
  const reason = extension(entryExtensionOids.reasonCode);
  const invalid = extension(entryExtensionOids.invalidityDate);
  return {
    serialNumber: magnitudeOf(Buffer.from(serialNumber).toString('hex')),
    since,
    // A code that RFC 5280 does not name revokes all the same.
    reason:
      (reason && revocationReasonOf(enumeratedOf(wholeElement(reason, tags.enumerated, 'reasonCode')))) ??
      'unspecified',
    ...(invalid
      ? {invalidSince: new Date(timeOf(wholeElement(invalid, tags.generalizedTime, 'invalidityDate')))}
      : {}),
  };
};
