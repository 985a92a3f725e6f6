import {sign as rsaSign} from 'node:crypto';
import type {KeyPair, Random} from '../../protocol/index.ts';
import {certificate, publicKeyBits} from '../asn1/certificate.ts';
import type {DistinguishedName} from '../asn1/distinguished-name.ts';
import {
  basicConstraints,
  crlDistributionPoint,
  keyIdentifier,
  keyUsage,
  subjectDirectoryName,
  subjectKeyIdentifier,
} from '../asn1/extension.ts';
import {type CertificateKind, certificateKinds} from './certificate-kind.ts';
import type {Generation} from './generation.ts';

/** The organisation of J-LIS's own test authorities; production says JPKI. */
export const organization = 'JPKI-TEST';

/**
 * Where the published name has the agency. We keep the name's shape but not the agency: with O=JPKI-TEST the
 * whole name would be that of its own test authorities, and what we issue must not pass for theirs.
 */
const operator = 'Kazasu Test Bench';

/** SAN of every authority, and issuer's alternative name of what it issues. */
export const serviceName: DistinguishedName = [
  ['C', 'JP'],
  ['O', '公的個人認証サービス'],
];

/** A self-signed certification authority. Its private key stays inside; `sign` is all it does for others. */
export interface Authority {
  readonly kind: CertificateKind;
  readonly generation: number;
  readonly name: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly keyIdentifier: Uint8Array;
  /** RSASSA-PKCS1-v1_5 with SHA-256. */
  sign(bytes: Uint8Array): Uint8Array;
}

/**
 * The authority of one kind and generation, in the published JPKI profile. A seeded source gives the same key and
 * certificate every time, so that no secret needs to be kept anywhere.
 */
export const openAuthority = async (
  kind: CertificateKind,
  {number, notBefore, notAfter}: Generation,
  random: Random,
): Promise<Authority> => {
  const source = random.fork(`authority/${kind}/${number}`);
  const keys = await source.rsaKeyPair(2048);
  const name: DistinguishedName = [
    ['C', 'JP'],
    ['O', organization],
    ['OU', certificateKinds[kind].organizationalUnit],
    ['OU', operator],
  ];
  const id = keyIdentifier(publicKeyBits(keys.publicKey));
  const sign = signer(keys);
  const selfSigned = certificate(
    {
      serialNumber: source.fork('serial-number').bytes(4),
      issuer: name,
      notBefore,
      notAfter,
      subject: name,
      publicKey: keys.publicKey,
      extensions: [
        keyUsage('authority'),
        subjectDirectoryName(serviceName),
        basicConstraints(),
        crlDistributionPoint(name),
        subjectKeyIdentifier(id),
      ],
    },
    sign,
  );
  return {
    kind,
    generation: number,
    name,
    notBefore,
    notAfter,
    certificate: selfSigned,
    keyIdentifier: id,
    sign,
  };
};

const signer =
  ({privateKey}: KeyPair) =>
  (bytes: Uint8Array): Uint8Array =>
    Uint8Array.from(rsaSign('sha256', bytes, privateKey));
