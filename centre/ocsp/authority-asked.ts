import {DerError} from '../asn1/der-reader.ts';
import type {TrustAnchor} from '../authorities/authorities.ts';
import {knownCertificate} from '../x509/known-certificate.ts';
import {certificateId, sameCertificateId} from './certificate-id.ts';
import {readRequest} from './request.ts';

/** Which of these authorities a request asks about first; undefined where it is none of them, or no request. */
export const authorityAsked = (
  request: Uint8Array,
  authorities: readonly TrustAnchor[],
): TrustAnchor | undefined => {
  const [first] = idsIn(request);
  return (
    first &&
    authorities.find(({certificate}) =>
      sameCertificateId(first, certificateId(knownCertificate(certificate), first.serialNumber, first.hash)),
    )
  );
};

const idsIn = (request: Uint8Array) => {
  try {
    return readRequest(request).ids.flatMap(({id}) => (id ? [id] : []));
  } catch (error) {
    if (error instanceof DerError) {
      return [];
    }
    throw error;
  }
};
