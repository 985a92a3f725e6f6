import {objectsInFile} from '../pki/pem-objects.ts';
import {readGivenFile} from './read-given-file.ts';

/** Labels of PEM that a signed document comes under: RFC 7468, and OpenSSL's older one. */
const labels = ['CMS', 'PKCS7', 'PKCS #7 SIGNED DATA'];

/**
 * The signed document in a file, where it holds one: by its PEM label, or since its DER (or BER) begins with a
 * content type. Undefined for anything else.
 * @throws KazasuError `KZS-VERIFY-FILE`
 */
export const documentIn = (path: string): Uint8Array | undefined => {
  const bytes = readGivenFile(path, {
    en: 'a file with a certificate or a signed document',
    ja: '証明書または署名文書のファイル',
  });
  const [first] = objectsInFile(bytes);
  if (!first) {
    return undefined;
  }
  const {label, der} = first;
  return label === undefined
    ? beginsWithType(der)
      ? der
      : undefined
    : labels.includes(label)
      ? der
      : undefined;
};

/** SEQUENCE, its length in any form, OBJECT IDENTIFIER. */
const beginsWithType = (der: Uint8Array): boolean => {
  const [, form = 0] = der;
  return der[2 + (form > 0x80 ? form & 0x7f : 0)] === 0x06;
};
