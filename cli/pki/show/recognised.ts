import {DerError} from '../../../centre/asn1/der-reader.ts';
import {keyOfRequest} from '../../../centre/certificates/certification-request.ts';
import {readSignedData} from '../../../centre/cms/read-signed-data.ts';
import {pkcs12Outline} from '../../../centre/export/pkcs12-outline.ts';
import {readResponse} from '../../../centre/ocsp/read-response.ts';
import {certificateOf} from '../../../centre/x509/certificate.ts';
import {revocationListOf} from '../../../centre/x509/revocation-list.ts';
import {KazasuError, type Sentence} from '../../../protocol/index.ts';
import {UsageError} from '../../usage-error.ts';
import type {FileObject} from '../pem-objects.ts';
import {shownCertificate} from './certificate.ts';
import {shownIdentity} from './identity-file.ts';
import {shownResponse} from './ocsp-response.ts';
import {shownList} from './revocation-list.ts';
import type {Shown} from './shown.ts';
import {shownDocument} from './signed-document.ts';

interface Reader {
  readonly name: Sentence;
  /** Labels of PEM that promise such an object. */
  readonly labels: RegExp;
  read(der: Uint8Array, passPhrase: string | undefined): Shown | Promise<Shown>;
}

/** What is understood, in the order of trying. */
const readers: readonly Reader[] = [
  {
    name: {en: 'a certificate', ja: '証明書'},
    labels: /^(X509 |TRUSTED )?CERTIFICATE$/,
    read: (der) => shownCertificate(certificateOf(der)),
  },
  {
    name: {en: 'a revocation list', ja: '失効リスト'},
    labels: /^(X509 )?CRL$/,
    read: (der) => shownList(revocationListOf(der)),
  },
  {
    name: {en: 'a signed document', ja: '署名文書'},
    labels: /^(CMS|PKCS7|PKCS #7 SIGNED DATA)$/,
    read: (der) => shownDocument(readSignedData(der)),
  },
  {
    name: {en: 'an OCSP response', ja: 'OCSP応答'},
    labels: /^OCSP RESPONSE$/,
    read: (der) => shownResponse(readResponse(der)),
  },
  {
    name: {en: 'a PKCS#12', ja: 'PKCS#12'},
    labels: /^PKCS12$/,
    read: (der, passPhrase) => shownIdentity(der, pkcs12Outline(der), passPhrase),
  },
  {
    name: {en: 'a certification request', ja: '証明書署名要求'},
    labels: /^(NEW )?CERTIFICATE REQUEST$/,
    read: (der) => shownRequest(keyOfRequest(der)),
  },
];

const shownRequest = ({asymmetricKeyType, asymmetricKeyDetails}: ReturnType<typeof keyOfRequest>): Shown => ({
  kind: 'certification-request',
  title: {
    en: 'Certification request (PKCS#10), its signature in order',
    ja: '証明書署名要求 (PKCS#10)。署名は正当です',
  },
  facts: [
    {
      name: 'key',
      title: {en: 'key', ja: '鍵'},
      value: `${asymmetricKeyType ?? ''} ${asymmetricKeyDetails?.modulusLength ?? ''}`.trim(),
    },
  ],
  parts: [],
});

/** What an object is and says, by its PEM label or by its own structure. Usage error where nothing fits. */
export const recognised = async (
  {label, der}: FileObject,
  passPhrase: string | undefined,
  where: string,
): Promise<Shown> => {
  const promised = readers.filter(({labels}) => label !== undefined && labels.test(label));
  const why: string[] = [];
  for (const {read} of label === undefined ? readers : promised) {
    try {
      return await read(der, passPhrase);
    } catch (error) {
      if (!isUnreadable(error)) {
        throw error;
      }
      why.push(
        error instanceof DerError ? `it cannot be read (looked for ${error.expected})` : error.message,
      );
    }
  }
  const [only] = promised;
  throw new UsageError({
    en: `${only ? only.name.en : readers.map(({name}) => name.en).join(', ')} was expected in ${where}, but ${only ? why[0] : label === undefined ? 'it is none of them' : `it holds a PEM block ${label}`}`,
    ja: `${where} には${only ? only.name.ja : readers.map(({name}) => name.ja).join('、')}が必要ですが、読み取れません${only ? `: ${why[0]}` : ''}`,
  });
};

const isUnreadable = (error: unknown): error is Error =>
  error instanceof DerError || (error instanceof KazasuError && error.id === 'KZS-PKI-REQUEST');
