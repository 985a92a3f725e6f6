import {berTlv, toHex} from '../../protocol/index.ts';
import {certificateOf} from '../x509/certificate.ts';

/** 基本4情報, as the certificate for digital signature carries it. Personal: in no record, report or log. */
export interface HolderAttributes {
  readonly name: string;
  readonly address: string;
  /** `EYYYYMMDD`, the era's digit before the Gregorian date. */
  readonly birthDate: string;
  /** 1 male, 2 female, 9 other. */
  readonly sex: string;
}

/** otherName types 1.2.392.200149.8.5.5.n, the last arc of each, as hex of the OID's content. */
const attributeTypes = {
  name: '2A83088C9B5508050501',
  sex: '2A83088C9B5508050503',
  birthDate: '2A83088C9B5508050504',
  address: '2A83088C9B5508050505',
} as const;

/**
 * The holder's four attributes from the subjectAltName; undefined where a certificate has not all of them, as one for
 * user authentication. @throws DerError where the bytes are no certificate.
 */
export const holderAttributes = (certificate: Uint8Array): HolderAttributes | undefined => {
  const found = new Map<string, string>();
  for (const name of certificateOf(certificate).extensions.subjectAltName ?? []) {
    const [type, value] = name.form === 'otherName' ? otherName(name.der) : [];
    if (type !== undefined && value !== undefined) {
      found.set(type, value);
    }
  }
  const of = (attribute: keyof typeof attributeTypes): string | undefined =>
    found.get(attributeTypes[attribute]);
  const [name, address, birthDate, sex] = [of('name'), of('address'), of('birthDate'), of('sex')];
  return name !== undefined && address !== undefined && birthDate !== undefined && sex !== undefined
    ? {name, address, birthDate, sex}
    : undefined;
};

/** `[0] {OID, [0] {UTF8String}}`: hex of the type, and the text. */
const otherName = (der: Uint8Array): [type: string, value: string] | [] => {
  const [type, holder] = berTlv.decode(der).children ?? [];
  const text = holder?.children?.[0];
  return type && text ? [toHex(type.value), Buffer.from(text.value).toString('utf8')] : [];
};
