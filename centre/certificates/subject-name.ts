import type {Random} from '../../protocol/index.ts';
import type {DistinguishedName} from '../asn1/distinguished-name.ts';
import type {CertificateKind} from '../authorities/certificate-kind.ts';
import {timestampInJapan} from '../japan-time.ts';
import type {Holder} from './holder.ts';

/** The counter that received the application: the municipality and four characters seen on a real card. */
const counter = ({municipalityCode}: Holder): string => `${municipalityCode}003A`;

/**
 * The subject in the form of the real certificates. Digital signature: prefecture, city and a 28-character id of
 * time, sequence number and counter; user authentication: nothing but a 23-character id. Neither has a name.
 */
export const subjectName = (
  kind: CertificateKind,
  holder: Holder,
  issuedAt: Date,
  random: Random,
): DistinguishedName =>
  kind === 'user-authentication'
    ? [
        ['C', 'JP'],
        ['CN', `${characters(random, 14, digitsAndLetters)}${counter(holder)}`],
      ]
    : [
        ['C', 'JP'],
        ['L', holder.prefecture],
        ['L', holder.city],
        ['CN', `${timestampInJapan(issuedAt)}${characters(random, 5, digits)}${counter(holder)}`],
      ];

const digits = '0123456789';
const digitsAndLetters = `${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

/** These name a certificate and keep nothing secret, so the slight unevenness of the remainder is harmless. */
const characters = (random: Random, count: number, from: string): string =>
  Array.from(random.bytes(count), (byte) => from[byte % from.length]).join('');
