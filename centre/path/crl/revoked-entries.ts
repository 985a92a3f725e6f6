import {DerCursor, type DerElement, DerError, expectTag, tags, wholeElement} from '../../asn1/der-reader.ts';
import {timeOf} from '../../asn1/der-time.ts';
import {integerBytes} from '../../asn1/der-values.ts';
import {rawExtensions} from '../../x509/extensions.ts';
import {generalNames} from '../../x509/general-name.ts';
import type {DistinguishedNameView} from '../../x509/name.ts';
import type {RevocationList} from '../../x509/revocation-list.ts';

/** CRLReason, RFC 5280 clause 5.3.1, by its number. */
export const crlReasons = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;

export type CrlReason = Exclude<(typeof crlReasons)[number], undefined>;

/** What a CRL says of one certificate. `since` is in ms since 1970. */
export interface RevokedEntry {
  readonly since: number;
  readonly reason: CrlReason;
}

/** The entries of a CRL by issuer and serial number; undefined when they cannot be read as a whole. */
type Index = ReadonlyMap<string, RevokedEntry> | undefined;

const indexes = new WeakMap<RevocationList, {readonly index: Index}>();

/**
 * What the CRL says of the certificate with this issuer and serial number (content of the INTEGER in hex);
 * undefined when it does not list it.
 */
export const revokedIn = (
  crl: RevocationList,
  serialNumber: string,
  issuer: DistinguishedNameView,
): RevokedEntry | undefined => indexOf(crl)?.get(entryKey(issuer, serialNumber));

/** Whether all entries can be read and no critical extension of one is unknown: else the CRL tells nothing. */
export const hasReadableEntries = (crl: RevocationList): boolean => indexOf(crl) !== undefined;

const indexOf = (crl: RevocationList): Index => {
  const known = indexes.get(crl) ?? {index: readIndex(crl)};
  indexes.set(crl, known);
  return known.index;
};

const readIndex = (crl: RevocationList): Index => {
  const found = new Map<string, RevokedEntry>();
  let issuer = crl.issuer;
  try {
    const cursor = crl.entries && new DerCursor(crl.entries);
    while (cursor && !cursor.done) {
      const entry = new DerCursor(cursor.next(tags.sequence, 'an entry'));
      const serial = integerBytes(entry.next(tags.integer, 'a serial number'));
      const since = timeOf(entry.any('a time of revocation'));
      const extensions = entry.optional(tags.sequence);
      entry.finish('an entry');
      const said = extensions ? entryExtensions(extensions) : undefined;
      issuer = said?.issuer ?? issuer;
      found.set(entryKey(issuer, Buffer.from(serial).toString('hex')), {
        since,
        reason: said?.reason ?? 'unspecified',
      });
    }
  } catch (error) {
    if (error instanceof DerError) {
      return undefined;
    }
    throw error;
  }
  return found;
};

interface EntryExtensions {
  readonly reason?: CrlReason;
  readonly issuer?: DistinguishedNameView;
}

/** CRL entry extensions, clause 5.3. A certificateIssuer counts for the entries that follow, too. */
const entryExtensions = (element: DerElement): EntryExtensions => {
  let said: EntryExtensions = {};
  for (const {oid, critical, value} of rawExtensions(element)) {
    if (oid === '2.5.29.21') {
      said = {...said, reason: reasonOf(wholeElement(value, tags.enumerated, 'a reason'))};
    } else if (oid === '2.5.29.29') {
      said = {...said, issuer: certificateIssuer(wholeElement(value, tags.sequence, 'certificateIssuer'))};
    } else if (critical) {
      throw new DerError(element.start, 'an entry without unknown critical extensions');
    }
  }
  return said;
};

const reasonOf = (element: DerElement): CrlReason => {
  const [number = -1] = integerBytes(expectTag(element, tags.enumerated, 'a reason'));
  const reason = crlReasons[number];
  if (reason === undefined) {
    throw new DerError(element.start, 'a reason of RFC 5280');
  }
  return reason;
};

const certificateIssuer = (element: DerElement): DistinguishedNameView => {
  const [name] = generalNames(element).filter(({form}) => form === 'directoryName');
  if (name?.form !== 'directoryName') {
    throw new DerError(element.start, 'a certificateIssuer that is a directory name');
  }
  return name.name;
};

const entryKey = (issuer: DistinguishedNameView, serialNumber: string): string =>
  `${serialNumber} ${issuer.key}`;
