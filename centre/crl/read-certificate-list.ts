import type {RevokedEntry} from '../status/certificate-states.ts';
import {revocationReasonOf} from '../status/revocation-reason.ts';
import {authorityKeyIdOf, directoryNamesIn} from './certificate-parts.ts';
import {
  DerCursor,
  enumerated,
  flag,
  NotDer,
  serialNumberOf,
  unsignedContent,
  wholeBits,
} from './der-reader.ts';
import {generalizedTimeOf, timeOf} from './der-time.ts';
import {constructed, integerContent, primitive, tags} from './der-writer.ts';
import {type ReadExtensions, readExtensions, unknownCritical} from './extensions.ts';
import {entryExtensionOids, listExtensionOids} from './list-extensions.ts';
import {scanEntries} from './scan-entries.ts';
import {algorithmOf} from './signature-algorithm.ts';

/** What a list is about: RFC 5280 clause 5.2.5. */
export interface IssuingDistributionPoint {
  /** Hex of the DER of its directory names; empty where it names none. */
  readonly names: readonly string[];
  readonly onlyUserCertificates: boolean;
  /** Something the bench does not read revocation by: CA or attribute certificates only, some reasons, indirect. */
  readonly beyondScope: boolean;
}

/** A CRL that has been read. Nothing says yet that it is genuine or fresh. */
export interface CertificateList {
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
  /** DER. */
  readonly issuer: Uint8Array;
  readonly thisUpdate: Date;
  /** RFC 5280 clause 5.1.2.5 wants it; a list without is read, and never fresh. */
  readonly nextUpdate?: Date;
  /** Upper-case hex. */
  readonly number?: string;
  /** Hex. */
  readonly authorityKeyIdentifier?: string;
  readonly distributionPoint?: IssuingDistributionPoint;
  /** Critical extensions of the list and its entries that are not understood: it must not be relied on. */
  readonly unknownCritical: readonly string[];
  readonly entries: number;
  /** Whether it has an entry of a serial number (upper-case hex). */
  has(serialNumber: string): boolean;
  /** The entry of a serial number (upper-case hex); undefined where it has none. */
  find(serialNumber: string): RevokedEntry | undefined;
}

const understood: ReadonlySet<string> = new Set([
  listExtensionOids.crlNumber,
  listExtensionOids.issuingDistributionPoint,
  listExtensionOids.authorityKeyIdentifier,
]);

/** Offsets are kept in 32 bits, and no list of a country comes near. */
const mostBytes = 2 ** 31 - 1;

/**
 * A version 2 CRL from bytes of any origin, read in one pass and indexed; they are referred to, not copied.
 * @throws NotDer where they are not exactly one.
 */
export const readCertificateList = (bytes: Uint8Array): CertificateList => {
  if (bytes.length > mostBytes) {
    throw new NotDer('a list below 2 GiB', 0);
  }
  const file = new DerCursor(bytes);
  const whole = file.into(tags.sequence, 'a CRL');
  file.finish('a CRL');
  const toBeSigned = whole.take(tags.sequence, 'TBSCertList');
  const algorithm = algorithmOf(whole, 'signatureAlgorithm');
  const signature = wholeBits(whole, 'the signature');
  whole.finish('a CRL');
  const body = whole.within(toBeSigned);
  if (unsignedContent(body, 'version 2')[0] !== 1) {
    throw new NotDer('version 2', toBeSigned.start);
  }
  if (algorithmOf(body, 'the algorithm inside') !== algorithm) {
    throw new NotDer('the same algorithm inside and outside', toBeSigned.at);
  }
  const issuer = body.whole(body.take(tags.sequence, 'the issuer'));
  const thisUpdate = timeOf(body, 'thisUpdate');
  const timed = body.tag === tags.utcTime || body.tag === tags.generalizedTime;
  const nextUpdate = timed ? timeOf(body, 'nextUpdate') : undefined;
  const revoked = body.optional(tags.sequence, 'revokedCertificates');
  const extensions = listExtensionsOf(body);
  const scanned = scanEntries(bytes, revoked?.start ?? 0, revoked?.end ?? 0);
  const point = extensions.get(listExtensionOids.issuingDistributionPoint);
  const keyId = authorityKeyIdOf(extensions);
  const number = extensions.get(listExtensionOids.crlNumber);
  const placeOf = (serialNumber: string): number =>
    scanned.index.find(integerContent(Buffer.from(serialNumber, 'hex')));
  return {
    signed: whole.whole(toBeSigned),
    algorithm,
    signature,
    issuer,
    thisUpdate,
    ...(nextUpdate ? {nextUpdate} : {}),
    ...(number ? {number: serialNumberOf(new DerCursor(number.value))} : {}),
    ...(keyId === undefined ? {} : {authorityKeyIdentifier: keyId}),
    ...(point ? {distributionPoint: distributionPointOf(point.value)} : {}),
    unknownCritical: [...unknownCritical(extensions, understood), ...scanned.unknownCritical],
    entries: scanned.index.count,
    has: (serialNumber) => placeOf(serialNumber) >= 0,
    find(serialNumber) {
      const at = placeOf(serialNumber);
      return at < 0 ? undefined : entryAt(bytes, at);
    },
  };
};

const listExtensionsOf = (body: DerCursor): ReadExtensions => {
  const held = body.optional(constructed(0), 'crlExtensions');
  body.finish('TBSCertList');
  return held ? readExtensions(body.within(held), 'the list') : new Map();
};

const distributionPointOf = (value: Uint8Array): IssuingDistributionPoint => {
  const whole = new DerCursor(value);
  const inside = whole.into(tags.sequence, 'IssuingDistributionPoint');
  whole.finish('IssuingDistributionPoint');
  const name = inside.optional(constructed(0), 'distributionPoint');
  const onlyUserCertificates = flag(inside, 'onlyContainsUserCerts', primitive(1));
  const onlyAuthorities = flag(inside, 'onlyContainsCACerts', primitive(2));
  const someReasons = inside.optional(primitive(3), 'onlySomeReasons');
  const indirect = flag(inside, 'indirectCRL', primitive(4));
  const onlyAttributes = flag(inside, 'onlyContainsAttributeCerts', primitive(5));
  inside.finish('IssuingDistributionPoint');
  return {
    names: name ? directoryNamesIn(inside.within(name)) : [],
    onlyUserCertificates,
    beyondScope: onlyAuthorities || onlyAttributes || indirect || someReasons !== undefined,
  };
};

/** Scanned before, so the order is known; what the extensions hold is read only now. */
const entryAt = (bytes: Uint8Array, at: number): RevokedEntry => {
  const entry = new DerCursor(bytes, at).into(tags.sequence, 'an entry of the list');
  const serialNumber = serialNumberOf(entry);
  const since = timeOf(entry, 'the revocation date');
  const extensions: ReadExtensions = entry.done ? new Map() : readExtensions(entry, 'an entry');
  const reason = extensions.get(entryExtensionOids.reasonCode);
  const invalid = extensions.get(entryExtensionOids.invalidityDate);
  return {
    serialNumber,
    since,
    // A code that RFC 5280 does not name revokes all the same.
    reason:
      (reason && revocationReasonOf(enumerated(new DerCursor(reason.value), 'reasonCode'))) ?? 'unspecified',
    ...(invalid ? {invalidSince: generalizedTimeOf(new DerCursor(invalid.value), 'invalidityDate')} : {}),
  };
};
