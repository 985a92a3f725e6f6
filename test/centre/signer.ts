import {type KeyObject, sign} from 'node:crypto';
import {encodeResponse, type ResponseContent} from '../../centre/ocsp/response.ts';
import {bits, der, integer, name, oid, sequence, time} from '../support/der-builder.ts';
import {extension, keyUsage} from '../support/issued.ts';

/** A key with the algorithm it signs by. */
export interface Signer {
  /** AlgorithmIdentifier in DER. */
  readonly algorithm: Buffer;
  readonly publicKey: KeyObject;
  sign(bytes: Uint8Array): Uint8Array;
}

/** What is signed, the algorithm, the signature: a certificate, a CRL or a BasicOCSPResponse. */
export const signedObject = (
  toBeSigned: Uint8Array,
  {algorithm, sign: by}: Signer,
  ...more: Buffer[]
): Buffer => sequence(toBeSigned, algorithm, bits(by(toBeSigned)), ...more);

/** sha256WithRSAEncryption. */
export const rsaSha256 = sequence(oid('1.2.840.113549.1.1.11'), der(5));

export const rsaSigner = ({
  publicKey,
  privateKey,
}: {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}): Signer => ({algorithm: rsaSha256, publicKey, sign: (bytes) => sign('sha256', bytes, privateKey)});

export interface CertificateWanted {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly serial?: number;
  readonly extensions?: readonly Buffer[];
}

/** A certificate from 2020 to 2030. */
export const certificateBy = (signer: Signer, wanted: CertificateWanted): Buffer =>
  signedObject(
    sequence(
      der(0xa0, integer(2)),
      integer(wanted.serial ?? 7),
      signer.algorithm,
      name(wanted.issuer),
      sequence(time('2020-01-01T00:00:00Z'), time('2030-01-01T00:00:00Z')),
      name(wanted.subject),
      wanted.publicKey.export({type: 'spki', format: 'der'}),
      der(0xa3, sequence(...(wanted.extensions ?? [keyUsage(0)]))),
    ),
    signer,
  );

/** A list of a day, nothing revoked in it but a number nobody has. */
export const listBy = (signer: Signer, issuer: string, at: Date): Buffer =>
  signedObject(
    sequence(
      integer(1),
      signer.algorithm,
      name(issuer),
      time(at.toISOString()),
      time(new Date(at.getTime() + 86_400_000).toISOString()),
      sequence(sequence(integer(99), time('2024-01-01T00:00:00Z'))),
    ),
    signer,
  );

/** An OCSP response with another signature and algorithm than the one of the centre. */
export const responseBy = (signer: Signer, content: ResponseContent): Buffer => {
  let toBeSigned: Uint8Array = new Uint8Array(0);
  encodeResponse(content, (bytes) => {
    toBeSigned = bytes;
    return new Uint8Array(1);
  });
  const certificates = content.certificates.map((one) => Buffer.from(one));
  const held = certificates.length > 0 ? [der(0xa0, sequence(...certificates))] : [];
  const basic = signedObject(toBeSigned, signer, ...held);
  return sequence(der(10, Buffer.from([0])), der(0xa0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), der(4, basic))));
};

/** id-kp-OCSPSigning and id-pkix-ocsp-nocheck. */
export const responderExtensions: readonly Buffer[] = [
  extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.9'))),
  extension('1.3.6.1.5.5.7.48.1.5', der(5)),
];
