import type {KeyObject} from 'node:crypto';
import * as asn1js from 'asn1js';
import {
  bitString,
  context,
  type Der,
  encode,
  fromEncoded,
  integer,
  nothing,
  oid,
  sequence,
  unsignedInteger,
} from './der.ts';
import {type DistinguishedName, distinguishedName} from './distinguished-name.ts';

/** sha256WithRSAEncryption, RFC 4055. */
export const sha256WithRsa = '1.2.840.113549.1.1.11';

/** What a certificate says, before it is signed. `serialNumber` is a magnitude; times count whole seconds. */
export interface CertificateContent {
  readonly serialNumber: Uint8Array;
  readonly issuer: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Der[];
}

/** An X.509 version 3 certificate, RFC 5280 clause 4.1, as DER. `sign` makes RSASSA-PKCS1-v1_5 with SHA-256. */
export const certificate = (
  content: CertificateContent,
  sign: (tbs: Uint8Array) => Uint8Array,
): Uint8Array => {
  const algorithm = sequence(oid(sha256WithRsa), nothing());
  const toBeSigned = sequence(
    context(0, integer(2)),
    unsignedInteger(content.serialNumber),
    algorithm,
    distinguishedName(content.issuer),
    sequence(time(content.notBefore), time(content.notAfter)),
    distinguishedName(content.subject),
    fromEncoded(subjectPublicKeyInfo(content.publicKey)),
    context(3, sequence(...content.extensions)),
  );
  return encode(sequence(toBeSigned, algorithm, bitString(sign(encode(toBeSigned)))));
};

/** UTCTime through 2049, GeneralizedTime from 2050: RFC 5280 clause 4.1.2.5. */
const time = (valueDate: Date): Der =>
  valueDate.getUTCFullYear() < 2050
    ? new asn1js.UTCTime({valueDate})
    : new asn1js.GeneralizedTime({valueDate});

const subjectPublicKeyInfo = (publicKey: KeyObject): Uint8Array =>
  publicKey.export({type: 'spki', format: 'der'});

/** The bits of subjectPublicKey, for an RSA key the bytes of RSAPublicKey: what key identifiers hash. */
export const publicKeyBits = (publicKey: KeyObject): Uint8Array =>
  publicKey.export({type: 'pkcs1', format: 'der'});
