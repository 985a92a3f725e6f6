/** Content types of RFC 5652: clauses 4 and 5.1. */
export const contentTypes = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
} as const;

/** Attributes that are understood: RFC 5652 clause 11, RFC 5035 clause 3, RFC 6211 clause 2. */
export const attributeTypes = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  algorithmProtection: '1.2.840.113549.1.9.52',
} as const;

/** Names of other attributes that are seen, to tell what is there. */
export const otherAttributes: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.9.6': 'countersignature',
  '1.2.840.113549.1.9.15': 'smimeCapabilities',
  '1.2.840.113549.1.9.16.2.12': 'signingCertificate',
  '1.2.840.113549.1.9.16.2.14': 'signatureTimeStampToken',
  '1.2.840.113549.1.9.16.2.15': 'signaturePolicyIdentifier',
};

/** Message digests, RFC 5754 clause 2, by the names of node:crypto. SHA-1 is not accepted (Bench-defined, C101). */
export const digestAlgorithms: Readonly<Record<string, 'sha256' | 'sha384' | 'sha512'>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

export type MessageDigest = (typeof digestAlgorithms)[string];

export const sha256 = '2.16.840.1.101.3.4.2.1';

/** sha256WithRSAEncryption, RFC 5754 clause 3.2. */
export const sha256WithRsa = '1.2.840.113549.1.1.11';

/**
 * Signature algorithms, each with the digests it goes with and what that pair is called in a certificate. The digest
 * of the message is also that of the signature, RFC 8933 clause 3.
 */
export const signatureAlgorithms: Readonly<Record<string, Readonly<Partial<Record<MessageDigest, string>>>>> =
  {
    '1.2.840.113549.1.1.1': {
      sha256: sha256WithRsa,
      sha384: '1.2.840.113549.1.1.12',
      sha512: '1.2.840.113549.1.1.13',
    },
    [sha256WithRsa]: {sha256: sha256WithRsa},
    '1.2.840.113549.1.1.12': {sha384: '1.2.840.113549.1.1.12'},
    '1.2.840.113549.1.1.13': {sha512: '1.2.840.113549.1.1.13'},
    '1.2.840.10045.4.3.2': {sha256: '1.2.840.10045.4.3.2'},
    '1.2.840.10045.4.3.3': {sha384: '1.2.840.10045.4.3.3'},
    '1.2.840.10045.4.3.4': {sha512: '1.2.840.10045.4.3.4'},
    '1.3.101.112': {sha512: '1.3.101.112'},
  };
