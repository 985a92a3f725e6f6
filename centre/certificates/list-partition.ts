import type {DistinguishedName} from '../asn1/distinguished-name.ts';
import {organization} from '../authorities/authority.ts';
import {type CertificateKind, certificateKinds} from '../authorities/certificate-kind.ts';
import type {Holder} from './holder.ts';

/** The distribution point of a municipality: the part of the revocation list that covers its holders. */
export const listPartition = (
  kind: CertificateKind,
  {prefecture, city}: Pick<Holder, 'prefecture' | 'city'>,
): DistinguishedName => [
  ['C', 'JP'],
  ['O', organization],
  ['OU', certificateKinds[kind].organizationalUnit],
  ['OU', 'CRL Distribution Points'],
  ['OU', prefecture],
  ['CN', `${city} CRLDP`],
];
