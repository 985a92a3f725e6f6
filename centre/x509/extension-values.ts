import {
  contentOf,
  contextPrimitiveTag,
  contextTag,
  DerCursor,
  type DerElement,
  DerError,
  elementsOf,
  expectTag,
  tags,
} from '../asn1/der-reader.ts';
import {booleanOf, countOf, oidOf} from '../asn1/der-values.ts';
import {type GeneralName, generalName} from './general-name.ts';

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

/** NameConstraints, RFC 5280 clause 4.2.1.10; `minimum` and `maximum` are refused, as the clause wants them unused. */
export interface NameConstraints {
  readonly permitted: readonly GeneralName[];
  readonly excluded: readonly GeneralName[];
}

/** PolicyConstraints, clause 4.2.1.11: how many more certificates may follow. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy?: number;
  readonly inhibitPolicyMapping?: number;
}

export type PolicyMapping = readonly [issuerDomain: string, subjectDomain: string];

export const basicConstraints = (element: DerElement): BasicConstraints => {
  const cursor = new DerCursor(element);
  const ca = cursor.optional(tags.boolean);
  const pathLength = cursor.optional(tags.integer);
  cursor.finish('basicConstraints');
  return {
    // DEFAULT FALSE is not written in DER, but some issuers write it, and it opens nothing.
    ca: ca ? booleanOf(ca) : false,
    ...(pathLength ? {pathLength: countOf(pathLength)} : {}),
  };
};

export const nameConstraints = (element: DerElement): NameConstraints => {
  const cursor = new DerCursor(element);
  const permitted = cursor.optional(contextTag(0));
  const excluded = cursor.optional(contextTag(1));
  cursor.finish('nameConstraints');
  if (!permitted && !excluded) {
    throw new DerError(element.start, 'nameConstraints that are not empty');
  }
  return {permitted: subtrees(permitted), excluded: subtrees(excluded)};
};

/** Policies, each once; qualifiers are stepped over. */
export const certificatePolicies = (element: DerElement): string[] => {
  const policies = elementsOf(element, 'a policy', {most: 10_000}).map((policy) => {
    const cursor = new DerCursor(expectTag(policy, tags.sequence, 'a policy'));
    const oid = oidOf(cursor.next(tags.oid, 'a policy identifier'));
    cursor.optional(tags.sequence);
    cursor.finish('a policy');
    return oid;
  });
  if (new Set(policies).size !== policies.length) {
    throw new DerError(element.start, 'each policy once');
  }
  return policies;
};

export const policyMappings = (element: DerElement): PolicyMapping[] =>
  elementsOf(element, 'a policy mapping', {most: 10_000}).map((mapping) => {
    const cursor = new DerCursor(expectTag(mapping, tags.sequence, 'a policy mapping'));
    const issuerDomain = oidOf(cursor.next(tags.oid, 'a policy of the issuer'));
    const subjectDomain = oidOf(cursor.next(tags.oid, 'a policy of the subject'));
    cursor.finish('a policy mapping');
    return [issuerDomain, subjectDomain];
  });

export const policyConstraints = (element: DerElement): PolicyConstraints => {
  const cursor = new DerCursor(element);
  const explicit = cursor.optional(contextPrimitiveTag(0));
  const inhibit = cursor.optional(contextPrimitiveTag(1));
  cursor.finish('policyConstraints');
  if (!explicit && !inhibit) {
    throw new DerError(element.start, 'policyConstraints that are not empty');
  }
  return {
    ...(explicit ? {requireExplicitPolicy: countOf(explicit)} : {}),
    ...(inhibit ? {inhibitPolicyMapping: countOf(inhibit)} : {}),
  };
};

/** keyIdentifier of an AuthorityKeyIdentifier as hex; undefined where it names the issuer otherwise. */
export const authorityKeyIdentifier = (element: DerElement): string | undefined => {
  const cursor = new DerCursor(element);
  const id = cursor.optional(contextPrimitiveTag(0));
  cursor.optional(contextTag(1));
  cursor.optional(contextPrimitiveTag(2));
  cursor.finish('authorityKeyIdentifier');
  return id && hex(contentOf(id));
};

export const subjectKeyIdentifier = (element: DerElement): string => hex(contentOf(element));

export const extendedKeyUsage = (element: DerElement): string[] =>
  elementsOf(element, 'a purpose', {most: 1_000}).map((purpose) =>
    oidOf(expectTag(purpose, tags.oid, 'a purpose')),
  );

const subtrees = (holder: DerElement | undefined): GeneralName[] =>
  holder
    ? elementsOf(holder, 'a subtree', {most: 20_000}).map((subtree) => {
        const cursor = new DerCursor(expectTag(subtree, tags.sequence, 'a subtree'));
        const base = generalName(cursor.any('the base of a subtree'));
        const minimum = cursor.optional(contextPrimitiveTag(0));
        cursor.finish('a subtree');
        if (minimum && countOf(minimum) !== 0) {
          throw new DerError(minimum.start, 'a subtree without a minimum');
        }
        return base;
      })
    : [];

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
