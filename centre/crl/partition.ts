import type {Certificate} from '../x509/certificate.ts';
import {knownCertificate} from '../x509/known-certificate.ts';

/** DER of the name of the first distribution point a certificate names: whose list covers it. @throws DerError */
export const partitionOf = (certificate: Uint8Array): Uint8Array | undefined =>
  firstDistributionPoint(knownCertificate(certificate));

/** The same of a certificate that has been read. Points that are no directory name are stepped over. */
export const firstDistributionPoint = ({extensions}: Certificate): Uint8Array | undefined => {
  const names = (extensions.crlDistributionPoints ?? []).flatMap(({name}) =>
    name && 'full' in name ? name.full : [],
  );
  const directory = names.find(({form}) => form === 'directoryName');
  return directory?.form === 'directoryName' ? directory.name.der : undefined;
};
