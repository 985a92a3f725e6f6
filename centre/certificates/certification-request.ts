import type {KeyObject} from 'node:crypto';
import {KazasuError} from '../../protocol/index.ts';
import {contextTag, DerCursor, DerError, derOf, tags, wholeElement} from '../asn1/der-reader.ts';
import {countOf, signatureBits} from '../asn1/der-values.ts';
import {algorithmIdentifier} from '../x509/certificate.ts';
import {keyFromInfo} from '../x509/public-key.ts';
import {signatureFinding} from '../x509/signature.ts';

/** No request anybody makes is larger. */
const mostBytes = 65_536;

/**
 * The public key of a PKCS#10 request (RFC 2986, DER) whose own signature proves that its sender has the private key.
 * Name and attributes in it do not count: what a certificate says comes from the register (Bench-defined, C107).
 * @throws KazasuError `KZS-PKI-REQUEST`
 */
export const keyOfRequest = (bytes: Uint8Array): KeyObject => {
  const {key, signed} = readOrRefuse(bytes);
  const finding = signatureFinding(signed, key);
  if (!key || finding !== 'good') {
    throw refused(
      `its signature is "${key ? finding : 'by a key that cannot be read'}"`,
      `その署名の検査結果は「${key ? finding : '鍵を読み取れない'}」です`,
    );
  }
  return key;
};

const readOrRefuse = (bytes: Uint8Array) => {
  try {
    return read(bytes);
  } catch (error) {
    if (error instanceof DerError) {
      throw refused(error.message, `読み取れません: ${error.message}`);
    }
    throw error;
  }
};

const read = (bytes: Uint8Array) => {
  if (bytes.length > mostBytes) {
    throw new DerError(0, `a request of at most ${mostBytes} bytes`);
  }
  const whole = new DerCursor(wholeElement(bytes, tags.sequence, 'a certification request'));
  const info = whole.next(tags.sequence, 'what is signed');
  const algorithm = algorithmIdentifier(whole.next(tags.sequence, 'a signature algorithm'));
  const signature = signatureBits(whole.next(tags.bitString, 'a signature'));
  whole.finish('a certification request');
  const cursor = new DerCursor(info);
  const versionAt = cursor.next(tags.integer, 'a version');
  if (countOf(versionAt) !== 0) {
    throw new DerError(versionAt.start, 'version 1');
  }
  cursor.next(tags.sequence, 'a name');
  const keyInfo = derOf(cursor.next(tags.sequence, 'a public key'));
  cursor.next(contextTag(0), 'attributes');
  cursor.finish('what is signed');
  return {
    key: keyFromInfo(keyInfo),
    signed: {toBeSigned: derOf(info), algorithm, outerAlgorithm: algorithm, signature},
  };
};

const refused = (en: string, ja: string): KazasuError =>
  new KazasuError('KZS-PKI-REQUEST', {
    en: `a certification request (PKCS#10) with a sound signature was expected, but ${en}`,
    ja: `正しい署名をもつ証明書署名要求 (PKCS#10) が必要ですが、${ja}`,
  });
