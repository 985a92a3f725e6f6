import type {KeyObject} from 'node:crypto';
import {certificate, publicKeyBits} from '../asn1/certificate.ts';
import {type Der, fromEncoded} from '../asn1/der.ts';
import {tags} from '../asn1/der-reader.ts';
import {element, extension, objectIdentifier, sequence} from '../asn1/der-writer.ts';
import type {DistinguishedName} from '../asn1/distinguished-name.ts';
import {authorityKeyIdentifier, keyIdentifier, keyUsage, subjectKeyIdentifier} from '../asn1/extension.ts';
import type {Authority} from '../authorities/authority.ts';

/** Extensions that make a certificate a responder's, RFC 6960 clause 4.2.2.2. */
export const responderOids = {
  extendedKeyUsage: '2.5.29.37',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  noCheck: '1.3.6.1.5.5.7.48.1.5',
} as const;

const clientAuth = '1.3.6.1.5.5.7.3.2';

export interface ResponderCertificateRequest {
  readonly name: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly serialNumber: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** `another`: one that does not authorise it to speak about revocation. */
  readonly purpose: 'ocsp-signing' | 'another';
}

/** DER of a certificate by which an authority lets another key answer in its place. Never itself asked about. */
export const responderCertificate = (
  authority: Authority,
  {purpose, name, ...request}: ResponderCertificateRequest,
): Uint8Array =>
  certificate(
    {
      ...request,
      issuer: authority.name,
      subject: name,
      extensions: [
        keyUsage('user-authentication'),
        extendedKeyUsage(purpose === 'ocsp-signing' ? responderOids.ocspSigning : clientAuth),
        ...(purpose === 'ocsp-signing'
          ? [fromEncoded(extension(responderOids.noCheck, element(tags.null)))]
          : []),
        authorityKeyIdentifier(authority.keyIdentifier),
        subjectKeyIdentifier(keyIdentifier(publicKeyBits(request.publicKey))),
      ],
    },
    authority.sign,
  );

const extendedKeyUsage = (purpose: string): Der =>
  fromEncoded(extension(responderOids.extendedKeyUsage, sequence(objectIdentifier(purpose)), true));
