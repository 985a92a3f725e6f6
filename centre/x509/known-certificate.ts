import {type Certificate, certificateOf} from './certificate.ts';

/** By the bytes they were read from. */
const read = new WeakMap<Uint8Array, Certificate>();

/**
 * The certificate that these bytes are, read once: for an authority's, or one that is asked about often. The bytes
 * must not change.
 * @throws DerError
 */
export const knownCertificate = (bytes: Uint8Array): Certificate => {
  const known = read.get(bytes);
  if (known) {
    return known;
  }
  const certificate = certificateOf(bytes);
  read.set(bytes, certificate);
  return certificate;
};
