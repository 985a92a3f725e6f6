/** Labels of RFC 7468 for what the centre hands out. */
export type PemTextLabel =
  | 'CERTIFICATE'
  | 'X509 CRL'
  | 'CMS'
  | 'PRIVATE KEY'
  | 'ENCRYPTED PRIVATE KEY'
  | 'OCSP RESPONSE';

/** DER as PEM, RFC 7468: lines of 64 characters, and a line break at the end. */
export const pemText = (label: PemTextLabel, der: Uint8Array): string => {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`;
};
