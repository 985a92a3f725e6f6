import {createPublicKey, type KeyObject} from 'node:crypto';
import {keyOfRequest} from '../../centre/certificates/certification-request.ts';
import {readBytes} from '../read-bytes.ts';
import {UsageError} from '../usage-error.ts';
import {objectInFile} from './pem-objects.ts';

export interface KeyChoice {
  'public-key': string | undefined;
  csr: string | undefined;
}

/** The public key that a file holds, or a certification request. Undefined where neither was named. */
export const wantedKey = ({'public-key': file, csr}: KeyChoice): KeyObject | undefined => {
  if (csr !== undefined) {
    return keyOfRequest(objectInFile(readBytes(csr), csr).der);
  }
  return file === undefined ? undefined : publicKeyIn(file);
};

const publicKeyIn = (path: string): KeyObject => {
  const {label, der} = objectInFile(readBytes(path), path);
  if (label?.includes('PRIVATE')) {
    throw notAPublicKey(path, {en: 'a private key', ja: '秘密鍵'});
  }
  try {
    return createPublicKey({
      key: Buffer.from(der),
      format: 'der',
      type: label === 'RSA PUBLIC KEY' ? 'pkcs1' : 'spki',
    });
  } catch {
    throw notAPublicKey(path, {en: 'something else', ja: '別のもの'});
  }
};

const notAPublicKey = (path: string, came: {en: string; ja: string}): UsageError =>
  new UsageError({
    en: `a public key (SubjectPublicKeyInfo, PEM or DER) was expected in ${path}, but it holds ${came.en}`,
    ja: `${path} には公開鍵 (SubjectPublicKeyInfo、PEMまたはDER) が必要ですが、${came.ja}が入っています`,
  });
