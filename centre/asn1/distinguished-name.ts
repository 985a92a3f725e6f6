import {type Der, oid, printableString, sequence, setOf, utf8String} from './der.ts';

/** Attribute types the JPKI profile uses, X.520. */
const attributeTypes = {C: '2.5.4.6', L: '2.5.4.7', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3'} as const;

export type NameAttribute = readonly [type: keyof typeof attributeTypes, value: string];

/** A distinguished name from its most general attribute down, one attribute in each RDN. */
export type DistinguishedName = readonly NameAttribute[];

/**
 * Name ::= RDNSequence, RFC 5280 clause 4.1.2.4. The country is a PrintableString as X.520 wants it, all else
 * UTF8String. Published facts fix only C and CN of the card's certificates; the others are bench-defined.
 */
export const distinguishedName = (name: DistinguishedName): Der =>
  sequence(
    ...name.map(([type, value]) =>
      setOf(sequence(oid(attributeTypes[type]), type === 'C' ? printableString(value) : utf8String(value))),
    ),
  );

/** `C=JP, O=JPKI-TEST, …` for a person to read. */
export const nameText = (name: DistinguishedName): string =>
  name.map(([type, value]) => `${type}=${value}`).join(', ');
