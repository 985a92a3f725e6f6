/** EF identifiers of the JPKI application. [S1] [S2] [S3] */
export const jpkiFiles = {
  digitalSignatureCertificate: 0x0001,
  digitalSignatureCaCertificate: 0x0002,
  token: 0x0006,
  availability: 0x0008,
  userAuthenticationCertificate: 0x000a,
  userAuthenticationCaCertificate: 0x000b,
  terminalAuthority: 0x0016,
  userAuthenticationKey: 0x0017,
  userAuthenticationPin: 0x0018,
  digitalSignatureKey: 0x001a,
  digitalSignaturePassword: 0x001b,
} as const;
