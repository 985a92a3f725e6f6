import {createHash, createPublicKey} from 'node:crypto';
import {certificateKinds} from '../../../centre/authorities/certificate-kind.ts';
import {type HolderName, holderNames} from '../../../centre/certificates/holder-names.ts';
import type {Certificate} from '../../../centre/x509/certificate.ts';
import type {Sentence} from '../../../protocol/index.ts';
import {type Fact, fact, instant, type Shown, serialText} from './shown.ts';

/** KeyUsage, RFC 5280 clause 4.2.1.3, by bit. */
const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

const purposes: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

/** What the policies of the profile mean, from the table of the two kinds of certificate. */
const policies: ReadonlyMap<string, Sentence> = new Map(
  Object.entries(certificateKinds).flatMap(
    ([
      kind,
      {
        policies: {test, production},
      },
    ]): [string, Sentence][] => {
      const en = kind.replace('-', ' ');
      const ja = kind === 'digital-signature' ? '署名用' : '利用者証明用';
      return [
        [test, {en: `${en}, test`, ja: `${ja}、テスト`}],
        [production, {en: `${en}, production`, ja: `${ja}、本番`}],
      ];
    },
  ),
);

const holderTitles: Readonly<Record<HolderName, Sentence>> = {
  name: {en: 'name', ja: '氏名'},
  nameSubstitutes: {en: 'substitutes in the name', ja: '氏名の代替文字'},
  sex: {en: 'sex', ja: '性別'},
  birthDate: {en: 'birth date', ja: '生年月日'},
  address: {en: 'address', ja: '住所'},
  addressSubstitutes: {en: 'substitutes in the address', ja: '住所の代替文字'},
};

/** A certificate in words, the holder's data marked as personal. */
export const shownCertificate = (certificate: Certificate): Shown => {
  const {extensions, subject, issuer, serialNumber, notBefore, notAfter, der} = certificate;
  const {keyUsage, basicConstraints, certificatePolicies = [], extendedKeyUsage = []} = extensions;
  return {
    kind: 'certificate',
    title: {en: 'Certificate', ja: '証明書'},
    parts: [],
    facts: [
      fact('subject', 'subject', '主体者', subject.text),
      fact('issuer', 'issuer', '発行者', issuer.text),
      fact('serialNumber', 'serial number', 'シリアル番号', serialText(serialNumber)),
      fact('notBefore', 'valid from', '有効期間の開始', instant(notBefore)),
      fact('notAfter', 'valid to', '有効期間の終了', instant(notAfter)),
      fact('key', 'key', '鍵', keyText(certificate)),
      ...(basicConstraints?.ca ? [fact('authority', 'authority', '認証局', {en: 'yes', ja: 'はい'})] : []),
      ...(keyUsage === undefined
        ? []
        : [
            fact(
              'keyUsage',
              'key usage',
              '鍵用途',
              usages.filter((_, bit) => (keyUsage >> bit) & 1).join(', '),
            ),
          ]),
      ...(extendedKeyUsage.length > 0
        ? [
            fact(
              'extendedKeyUsage',
              'extended key usage',
              '拡張鍵用途',
              extendedKeyUsage.map((oid) => purposes[oid] ?? oid).join(', '),
            ),
          ]
        : []),
      ...certificatePolicies.map((oid) => fact('policy', 'policy', 'ポリシー', policyText(oid))),
      ...crlNames(certificate).map((name) =>
        fact('crlDistributionPoint', 'CRL distribution point', '失効リストの配布点', name),
      ),
      ...holderFacts(certificate),
      fact('sha256', 'SHA-256', 'SHA-256', createHash('sha256').update(der).digest('hex')),
    ],
  };
};

const holderFacts = (certificate: Certificate): Fact[] =>
  holderNames(certificate).map(([name, value]) => ({name, title: holderTitles[name], value, personal: true}));

const policyText = (oid: string): Sentence => {
  const known = policies.get(oid);
  return {en: known ? `${oid} (${known.en})` : oid, ja: known ? `${oid} (${known.ja})` : oid};
};

const keyText = ({publicKey}: Certificate): string => {
  try {
    const key = createPublicKey({key: Buffer.from(publicKey.der), format: 'der', type: 'spki'});
    const {modulusLength, namedCurve} = key.asymmetricKeyDetails ?? {};
    return [key.asymmetricKeyType, modulusLength ?? namedCurve]
      .filter((part) => part !== undefined)
      .join(' ');
  } catch {
    return publicKey.algorithm.oid;
  }
};

const crlNames = ({extensions}: Certificate): string[] =>
  (extensions.crlDistributionPoints ?? []).flatMap(({name}) =>
    name && 'full' in name
      ? name.full.flatMap((one) =>
          one.form === 'directoryName' ? [one.name.text] : 'text' in one ? [one.text] : [],
        )
      : [],
  );
