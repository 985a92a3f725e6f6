/** Who may do something, as a value. Credentials are named by the id of the EF that holds them. */
export type AccessRule =
  | {readonly kind: 'always'}
  | {readonly kind: 'never'}
  | {readonly kind: 'verified'; readonly credential: number}
  | {readonly kind: 'terminal-authenticated'}
  | {readonly kind: 'issuer-authenticated'}
  | {readonly kind: 'all' | 'any'; readonly rules: readonly AccessRule[]};

/** What a card holds against a rule: verified credentials of the current application, an authenticated terminal or issuer. */
export interface SecurityStatus {
  readonly verified: ReadonlySet<number>;
  readonly terminalAuthenticated: boolean;
  readonly issuerAuthenticated: boolean;
}

export const always: AccessRule = {kind: 'always'};
export const never: AccessRule = {kind: 'never'};
export const terminalAuthenticated: AccessRule = {kind: 'terminal-authenticated'};
export const issuerAuthenticated: AccessRule = {kind: 'issuer-authenticated'};
export const verified = (credential: number): AccessRule => ({kind: 'verified', credential});
export const all = (...rules: AccessRule[]): AccessRule => ({kind: 'all', rules});
export const any = (...rules: AccessRule[]): AccessRule => ({kind: 'any', rules});

/** Whether the security status satisfies the rule. */
export const satisfies = (status: SecurityStatus, rule: AccessRule): boolean => {
  switch (rule.kind) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'verified':
      return status.verified.has(rule.credential);
    case 'terminal-authenticated':
      return status.terminalAuthenticated;
    case 'issuer-authenticated':
      return status.issuerAuthenticated;
    case 'all':
      return rule.rules.every((one) => satisfies(status, one));
    case 'any':
      return rule.rules.some((one) => satisfies(status, one));
  }
};
