import {
  contextPrimitiveTag,
  contextTag,
  DerCursor,
  type DerElement,
  DerError,
  elementsOf,
} from '../asn1/der-reader.ts';
import {namedBits} from '../asn1/der-values.ts';
import {type GeneralName, generalNames} from './general-name.ts';

/** DistributionPointName: names in full, or an RDN to be put behind the CRL issuer's name. */
export type DistributionPointName = {readonly full: readonly GeneralName[]} | {readonly relative: DerElement};

/** DistributionPoint, RFC 5280 clause 4.2.1.13. `reasons` are ReasonFlags, bit i for reason i. */
export interface DistributionPoint {
  readonly name?: DistributionPointName;
  readonly reasons?: number;
  readonly crlIssuer?: readonly GeneralName[];
}

/** CRLDistributionPoints, also in FreshestCRL. @throws DerError */
export const distributionPoints = (element: DerElement): DistributionPoint[] =>
  elementsOf(element, 'a distribution point', {most: 1_000}).map((point) => {
    const cursor = new DerCursor(point);
    const name = cursor.optional(contextTag(0));
    const reasons = cursor.optional(contextPrimitiveTag(1));
    const issuer = cursor.optional(contextTag(2));
    cursor.finish('a distribution point');
    if (!name && !issuer) {
      throw new DerError(point.start, 'a distribution point with a name or a CRL issuer');
    }
    return {
      ...(name ? {name: distributionPointName(name)} : {}),
      ...(reasons ? {reasons: namedBits(reasons)} : {}),
      ...(issuer ? {crlIssuer: generalNames(issuer)} : {}),
    };
  });

/** The CHOICE inside `[0]`. @throws DerError */
export const distributionPointName = (holder: DerElement): DistributionPointName => {
  const cursor = new DerCursor(holder);
  const choice = cursor.any('a distribution point name');
  cursor.finish('a distribution point name');
  switch (choice.tag) {
    case contextTag(0):
      return {full: generalNames(choice)};
    case contextTag(1):
      return {relative: choice};
    default:
      throw new DerError(choice.start, 'a distribution point name');
  }
};
