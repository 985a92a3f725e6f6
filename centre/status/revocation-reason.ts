/** CRLReason, RFC 5280 clause 5.3.1, with its code. 7 is not used. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;

export type RevocationReason = keyof typeof revocationReasons;

/** The reason of a code; undefined for a code that has none. */
export const revocationReasonOf = (code: number): RevocationReason | undefined => names.get(code);

/** The reason of that name; undefined for a word that is none. */
export const revocationReasonNamed = (name: string): RevocationReason | undefined =>
  Object.hasOwn(revocationReasons, name) ? (name as RevocationReason) : undefined;

const names: ReadonlyMap<number, RevocationReason> = new Map(
  Object.entries(revocationReasons).map(([name, code]) => [code, name as RevocationReason]),
);
