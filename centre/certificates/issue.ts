import {createHash, type KeyObject} from 'node:crypto';
import {KazasuError, type Random, toHex} from '../../protocol/index.ts';
import {certificate, publicKeyBits} from '../asn1/certificate.ts';
import type {Der} from '../asn1/der.ts';
import {
  authorityKeyIdentifier,
  certificatePolicy,
  crlDistributionPoint,
  issuerDirectoryName,
  keyIdentifier,
  keyUsage,
  ocspResponder,
  subjectKeyIdentifier,
  subjectOtherNames,
} from '../asn1/extension.ts';
import {type Authority, serviceName} from '../authorities/authority.ts';
import {type CertificateKind, certificateKinds} from '../authorities/certificate-kind.ts';
import type {CalendarDate} from '../japan-time.ts';
import {birthDateWithEra} from './era.ts';
import {checkHolder, type Holder, realCharacters} from './holder.ts';
import {listPartition} from './list-partition.ts';
import {subjectName} from './subject-name.ts';
import {certificateValidity} from './validity.ts';

export interface IssueRequest {
  readonly holder: Holder;
  /** RSA, 2048 bits: the only key the card makes. */
  readonly publicKey: KeyObject;
  readonly issuedAt: Date;
  /** The card's last day. */
  readonly cardExpiresOn?: CalendarDate;
  /** For digital signature: the end of the holder's certificate for user authentication. */
  readonly notLaterThan?: Date;
  /** It replaces one that was renewed before its end: it lasts to the sixth birthday. */
  readonly renews?: boolean;
  /** Adds an AIA extension with this OCSP address; the published profile shows none. */
  readonly ocspUrl?: string;
  /** How many certificates the very same order has had before: each gets a serial number of its own. C170 */
  readonly again?: number;
}

export interface IssuedCertificate {
  readonly kind: CertificateKind;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Hex. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const certificationPracticeStatement = 'http://www.jpki.go.jp/cps.html';

/** otherName types below this arc carry the holder's 基本4情報. */
const personalArc = '1.2.392.200149.8.5.5';

/** 1 and 2 as everywhere in the resident register; 9 is seen for neither. */
const sexDigits = {male: '1', female: '2', other: '9'} as const;

/**
 * One of the holder's two certificates, in the profile of the real ones. The same authority, holder, key and
 * instant give the same bytes when the randomness is seeded.
 * @throws KazasuError `KZS-CENTRE-HOLDER`, `KZS-CENTRE-KEY`, `KZS-CENTRE-VALIDITY`, `KZS-CENTRE-DATE`.
 */
export const issueCertificate = (
  authority: Authority,
  request: IssueRequest,
  random: Random,
): IssuedCertificate => {
  const {holder, publicKey} = request;
  checkHolder(holder, request.issuedAt);
  checkKey(publicKey);
  const validity = certificateValidity({birthDate: holder.birthDate, ...request});
  const source = random.fork(purpose(authority, request));
  const serialNumber = serial(source);
  const der = certificate(
    {
      serialNumber,
      issuer: authority.name,
      ...validity,
      subject: subjectName(authority.kind, holder, validity.notBefore, source),
      publicKey,
      extensions: extensions(authority, request),
    },
    authority.sign,
  );
  return {kind: authority.kind, certificate: der, serialNumber: toHex(serialNumber), ...validity};
};

/** In the order of the real certificates; where that is not known (AKI, SKI, AIA), ours. */
const extensions = (authority: Authority, {holder, publicKey, ocspUrl}: IssueRequest): Der[] => [
  keyUsage(authority.kind),
  ...(authority.kind === 'digital-signature' ? [subjectOtherNames(personalNames(holder))] : []),
  certificatePolicy(certificateKinds[authority.kind].policies.test, certificationPracticeStatement),
  issuerDirectoryName(serviceName),
  crlDistributionPoint(listPartition(authority.kind, holder)),
  authorityKeyIdentifier(authority.keyIdentifier),
  subjectKeyIdentifier(keyIdentifier(publicKeyBits(publicKey))),
  ...(ocspUrl === undefined ? [] : [ocspResponder(ocspUrl)]),
];

/** In the order seen: name, birth date, sex, address, then the two rows of substitute flags. */
const personalNames = (holder: Holder): [type: string, value: string][] => [
  [`${personalArc}.1`, holder.name],
  [`${personalArc}.4`, birthDateWithEra(holder.birthDate)],
  [`${personalArc}.3`, sexDigits[holder.sex]],
  [`${personalArc}.5`, holder.address],
  [`${personalArc}.2`, holder.nameSubstitutes ?? realCharacters(holder.name)],
  [`${personalArc}.6`, holder.addressSubstitutes ?? realCharacters(holder.address)],
];

/** Eight bytes, positive and without a leading zero, so that the length of a certificate does not vary. */
const serial = (random: Random): Uint8Array => {
  const bytes = random.bytes(8);
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
  return bytes;
};

/** A stream of its own for every certificate, so that the order of issue does not matter. */
const purpose = ({kind, generation}: Authority, request: IssueRequest): string => {
  const {publicKey, issuedAt, ...rest} = request;
  const digest = createHash('sha256')
    .update(publicKey.export({type: 'spki', format: 'der'}))
    .update(JSON.stringify([issuedAt.getTime(), rest]))
    .digest('hex');
  return `certificate/${kind}/${generation}/${digest}`;
};

const checkKey = (publicKey: KeyObject): void => {
  const {asymmetricKeyType: type, asymmetricKeyDetails: details} = publicKey;
  if (publicKey.type !== 'public' || type !== 'rsa' || details?.modulusLength !== 2048) {
    const came = `${publicKey.type} ${type ?? 'key'} ${details?.modulusLength ?? ''}`.trim();
    throw new KazasuError('KZS-CENTRE-KEY', {
      en: `a certificate is issued for a public RSA key of 2048 bits, but "${came}" came`,
      ja: `証明書は2048ビットのRSA公開鍵に発行しますが、「${came}」が渡されました`,
    });
  }
};
