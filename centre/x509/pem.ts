/** The kinds of objects that are read from files, by their label in PEM. */
export type PemLabel = 'CERTIFICATE' | 'X509 CRL';

/** OpenSSL's older and extended labels of the same objects. */
const labels: Readonly<Record<PemLabel, string>> = {
  CERTIFICATE: '(?:X509 |TRUSTED )?CERTIFICATE',
  'X509 CRL': '(?:X509 )?CRL',
};

/**
 * The objects of one kind in a file: PEM blocks, RFC 7468, with any text around them, or the whole file where it
 * begins as DER does. Undefined when it is neither; what is in the objects is not looked at.
 */
export const derObjects = (file: Uint8Array, label: PemLabel): Uint8Array[] | undefined => {
  if (file[0] === 0x30) {
    return [file];
  }
  const text = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('latin1');
  const block = new RegExp(`-----BEGIN ${labels[label]}-----([^-]*)-----END ${labels[label]}-----`, 'g');
  const found: Uint8Array[] = [];
  for (const [, body = ''] of text.matchAll(block)) {
    const base64 = body.replace(/\s+/g, '');
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) {
      return undefined;
    }
    found.push(Buffer.from(base64, 'base64'));
  }
  return found.length > 0 ? found : undefined;
};
