import {attributeValues} from '../../../centre/cms/attributes.ts';
import type {ReadSignedData, SignerInfo} from '../../../centre/cms/read-signed-data.ts';
import {carriedCertificates} from './carried-certificates.ts';
import {fact, instant, type Shown, serialText} from './shown.ts';

/** Object identifiers of documents, by what they are called. */
const names: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.7.1': 'data',
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
  '1.2.840.113549.1.1.1': 'rsaEncryption',
  '1.2.840.113549.1.1.10': 'RSASSA-PSS',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
};

const named = (oid: string): string => names[oid] ?? oid;

/** A CMS SignedData in words. Nothing in it has been verified. */
export const shownDocument = ({
  content,
  contentType,
  signers,
  certificates,
  crls,
}: ReadSignedData): Shown => ({
  kind: 'signed-data',
  title: {
    en: 'Signed document (CMS); nothing was verified, kazasu verify does that',
    ja: '署名文書 (CMS)。検証はしていません (kazasu verify で検証します)',
  },
  facts: [
    fact('contentType', 'content type', 'コンテンツ種別', named(contentType)),
    fact(
      'content',
      'content',
      'コンテンツ',
      content
        ? {en: `${content.length} bytes, attached`, ja: `${content.length} バイト (添付)`}
        : {en: 'detached', ja: '分離署名'},
    ),
    ...(crls.length > 0 ? [fact('crls', 'CRLs', '失効リスト', String(crls.length))] : []),
  ],
  parts: [...signers.map(shownSigner), ...carriedCertificates(certificates)],
});

const shownSigner = (signer: SignerInfo): Shown => {
  const {identifier, digestAlgorithm, signatureAlgorithm, attributes, unsignedAttributes} = signer;
  const {signingTime, messageDigest, signingCertificate} = attributeValues(attributes);
  return {
    kind: 'signer',
    title: {en: 'Signer', ja: '署名者'},
    parts: [],
    facts: [
      'issuer' in identifier
        ? fact('serialNumber', 'serial number', 'シリアル番号', serialText(identifier.serialNumber))
        : fact('keyIdentifier', 'key identifier', '鍵識別子', identifier.keyIdentifier),
      fact('digestAlgorithm', 'digest algorithm', 'ダイジェスト方式', named(digestAlgorithm.oid)),
      fact('signatureAlgorithm', 'signature algorithm', '署名方式', named(signatureAlgorithm.oid)),
      ...(messageDigest
        ? [
            fact(
              'messageDigest',
              'message digest',
              'ダイジェスト',
              Buffer.from(messageDigest).toString('hex'),
            ),
          ]
        : []),
      ...(signingTime === undefined
        ? []
        : [fact('signingTime', 'signing time (claimed)', '署名日時 (署名者の申告)', instant(signingTime))]),
      fact(
        'signingCertificate',
        'certificate signed too',
        '証明書への署名',
        signingCertificate ? {en: 'yes', ja: 'あり'} : {en: 'no', ja: 'なし'},
      ),
      ...(unsignedAttributes.length > 0
        ? [fact('unsignedAttributes', 'unsigned attributes', '未署名属性', String(unsignedAttributes.length))]
        : []),
    ],
  };
};
