import {certificateOf} from '../x509/certificate.ts';
import {holderNames} from './holder-names.ts';

/** 基本4情報, as the certificate for digital signature carries it. Personal: in no record, report or log. */
export interface HolderAttributes {
  readonly name: string;
  readonly address: string;
  /** `EYYYYMMDD`, the era's digit before the Gregorian date. */
  readonly birthDate: string;
  /** 1 male, 2 female, 9 other. */
  readonly sex: string;
}

/**
 * The holder's four attributes from the subjectAltName; undefined where a certificate has not all of them, as one for
 * user authentication. @throws DerError where the bytes are no certificate.
 */
export const holderAttributes = (certificate: Uint8Array): HolderAttributes | undefined => {
  const found = new Map<string, string>(holderNames(certificateOf(certificate)));
  const [name, address, birthDate, sex] = ['name', 'address', 'birthDate', 'sex'].map((one) =>
    found.get(one),
  );
  return name !== undefined && address !== undefined && birthDate !== undefined && sex !== undefined
    ? {name, address, birthDate, sex}
    : undefined;
};
