/** DER as PEM, RFC 7468. */
export const pemText = (label: 'CERTIFICATE' | 'X509 CRL', der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
};
