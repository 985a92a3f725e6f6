/** The two certificates of the card: 利用者証明用電子証明書 and 署名用電子証明書. */
export type CertificateKind = 'user-authentication' | 'digital-signature';

/** What tells the two apart: the authority's first OU, and the policy. */
interface KindProfile {
  readonly organizationalUnit: string;
  readonly policies: {readonly test: string; readonly production: string};
}

/**
 * Observed are both production policies and the test policy for digital signature (production arc 1, test arc 0).
 * The test policy for user authentication is bench-defined: arc 2 stands to 3 as 0 stands to 1.
 */
export const certificateKinds: Readonly<Record<CertificateKind, KindProfile>> = {
  'user-authentication': {
    organizationalUnit: 'JPKI for user authentication',
    policies: {test: '1.2.392.200149.8.5.1.2.30', production: '1.2.392.200149.8.5.1.3.30'},
  },
  'digital-signature': {
    organizationalUnit: 'JPKI for digital signature',
    policies: {test: '1.2.392.200149.8.5.1.0.20', production: '1.2.392.200149.8.5.1.1.20'},
  },
};
