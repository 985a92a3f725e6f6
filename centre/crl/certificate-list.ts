import {sha256WithRsa} from '../asn1/certificate.ts';
import {encode} from '../asn1/der.ts';
import {contextPrimitiveTag, contextTag, tags} from '../asn1/der-reader.ts';
import {
  algorithmIdentifier,
  bits,
  element,
  extension,
  generalizedTime,
  lengthBytes,
  sequence,
  small,
  time,
  unsigned,
} from '../asn1/der-writer.ts';
import {type DistinguishedName, distinguishedName} from '../asn1/distinguished-name.ts';
import type {RevokedEntry} from '../status/certificate-states.ts';
import {revocationReasons} from '../status/revocation-reason.ts';
import {entryExtensionOids, listExtensionOids} from './list-extensions.ts';

/** What a list says before it is signed. Times count whole seconds. */
export interface ListContent {
  readonly issuer: DistinguishedName;
  readonly authorityKeyIdentifier: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly number: number;
  /** DER of the distribution point's name, for a list of user certificates of one partition; else it is a full list. */
  readonly partition?: Uint8Array;
  readonly entries: Iterable<RevokedEntry>;
}

/** A version 2 CRL, RFC 5280 clause 5.1, as DER. `sign` makes RSASSA-PKCS1-v1_5 with SHA-256. */
export const certificateList = (
  content: ListContent,
  sign: (toBeSigned: Uint8Array) => Uint8Array,
): Uint8Array => {
  const algorithm = algorithmIdentifier(sha256WithRsa);
  const entries = entriesOf(content.entries);
  const toBeSigned = sequence(
    small(1),
    algorithm,
    encode(distinguishedName(content.issuer)),
    time(content.thisUpdate),
    time(content.nextUpdate),
    // RFC 5280 clause 5.1.2.6: with nothing revoked, the list of entries is absent.
    ...(entries.length === 0 ? [] : [element(tags.sequence, entries)]),
    element(contextTag(0), sequence(...listExtensions(content))),
  );
  return sequence(toBeSigned, algorithm, bits(sign(toBeSigned)));
};

const listExtensions = ({authorityKeyIdentifier, number, partition}: ListContent): Uint8Array[] => [
  extension(
    listExtensionOids.authorityKeyIdentifier,
    sequence(element(contextPrimitiveTag(0), authorityKeyIdentifier)),
  ),
  extension(listExtensionOids.crlNumber, small(number)),
  ...(partition
    ? [extension(listExtensionOids.issuingDistributionPoint, issuingDistributionPoint(partition), true)]
    : []),
];

/** fullName with one directory name, and onlyContainsUserCerts: RFC 5280 clause 5.2.5. */
const issuingDistributionPoint = (name: Uint8Array): Uint8Array =>
  sequence(
    element(contextTag(0), element(contextTag(0), element(contextTag(4), name))),
    element(contextPrimitiveTag(1), Uint8Array.of(0xff)),
  );

/** All entries one behind the other, grown in place: a list may have a million. */
const entriesOf = (entries: Iterable<RevokedEntry>): Uint8Array => {
  let room = Buffer.alloc(65_536);
  let length = 0;
  for (const entry of entries) {
    const bytes = entryOf(entry);
    if (length + bytes.length > room.length) {
      const wider = Buffer.alloc(room.length * 2 + bytes.length);
      room.copy(wider, 0, 0, length);
      room = wider;
    }
    room.set(bytes, length);
    length += bytes.length;
  }
  return room.subarray(0, length);
};

const entryOf = ({serialNumber, since, reason, invalidSince}: RevokedEntry): Uint8Array => {
  const body = [unsigned(Buffer.from(serialNumber, 'hex')), time(since)];
  const extensions = [
    // RFC 5280 clause 5.3.1: unspecified is said by saying nothing.
    ...(reason === 'unspecified' ? [] : [reasonCode(revocationReasons[reason])]),
    ...(invalidSince ? [extension(entryExtensionOids.invalidityDate, generalizedTime(invalidSince))] : []),
  ];
  const contents = extensions.length === 0 ? body : [...body, sequence(...extensions)];
  const size = contents.reduce((sum, bytes) => sum + bytes.length, 0);
  return Buffer.concat([Uint8Array.of(tags.sequence, ...lengthBytes(size)), ...contents]);
};

const reasonCodes = new Map<number, Uint8Array>();

const reasonCode = (code: number): Uint8Array => {
  const known =
    reasonCodes.get(code) ?? extension(entryExtensionOids.reasonCode, small(code, tags.enumerated));
  reasonCodes.set(code, known);
  return known;
};
