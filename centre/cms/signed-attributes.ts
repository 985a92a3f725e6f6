import {createHash} from 'node:crypto';
import {contextTag, tags} from '../asn1/der-reader.ts';
import {element, objectIdentifier, octets, sequence, time} from '../asn1/der-writer.ts';
import type {Certificate} from '../x509/certificate.ts';
import {attributeTypes} from './object-identifiers.ts';

/** What the signer vouches for beside the content. Algorithms are DER of their AlgorithmIdentifier. */
export interface AttributeContent {
  readonly contentType: string;
  readonly messageDigest: Uint8Array;
  readonly certificate: Certificate;
  readonly digestAlgorithm: Uint8Array;
  readonly signatureAlgorithm: Uint8Array;
  readonly signingTime?: Date;
}

/** The signed attributes, each as DER, RFC 5652 clause 11; not yet in the order of a SET. */
export const signedAttributes = (content: AttributeContent): Uint8Array[] => [
  attribute(attributeTypes.contentType, objectIdentifier(content.contentType)),
  ...(content.signingTime ? [attribute(attributeTypes.signingTime, time(content.signingTime))] : []),
  attribute(attributeTypes.messageDigest, octets(content.messageDigest)),
  attribute(attributeTypes.signingCertificateV2, signingCertificateV2(content.certificate)),
  attribute(attributeTypes.algorithmProtection, algorithmProtection(content)),
];

/** A SET OF under its own tag or an implicit one, in the order of DER: X.690 clause 11.6. */
export const setOf = (tag: number, elements: readonly Uint8Array[]): Uint8Array =>
  element(tag, ...[...elements].sort(Buffer.compare));

/** IssuerAndSerialNumber, RFC 5652 clause 10.2.4. */
export const issuerAndSerialNumber = ({issuer, serialNumber}: Certificate): Uint8Array =>
  sequence(issuer.der, element(tags.integer, Buffer.from(serialNumber, 'hex')));

const attribute = (type: string, value: Uint8Array): Uint8Array =>
  sequence(objectIdentifier(type), element(tags.set, value));

/** One ESSCertIDv2 with SHA-256, which is the default and so not written: RFC 5035 clause 4. */
const signingCertificateV2 = ({der, issuer, serialNumber}: Certificate): Uint8Array =>
  sequence(
    sequence(
      sequence(
        octets(createHash('sha256').update(der).digest()),
        sequence(
          sequence(element(contextTag(4), issuer.der)),
          element(tags.integer, Buffer.from(serialNumber, 'hex')),
        ),
      ),
    ),
  );

/** CMSAlgorithmProtection, RFC 6211 clause 2: `[1] IMPLICIT` keeps what is inside the AlgorithmIdentifier. */
const algorithmProtection = ({digestAlgorithm, signatureAlgorithm}: AttributeContent): Uint8Array => {
  const implicit = Uint8Array.from(signatureAlgorithm);
  implicit[0] = contextTag(1);
  return sequence(digestAlgorithm, implicit);
};
