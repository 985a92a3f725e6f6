import {KazasuError, type Random} from '../../protocol/index.ts';
import {type Authority, openAuthority} from './authority.ts';
import type {CertificateKind} from './certificate-kind.ts';
import {type Generation, generation, issuingGeneration, validGenerations} from './generation.ts';

/** A self-signed certificate that a verifier trusts, and what it stands for. */
export interface TrustAnchor {
  readonly kind: CertificateKind;
  readonly generation: number;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** Both authorities through all their generations; each is made when it is first asked for, and once. */
export interface Authorities {
  /** The authority that issues at an instant. Before the first generation: `KZS-CENTRE-NO-AUTHORITY`. */
  issuing(kind: CertificateKind, at: Date): Promise<Authority>;
  /** One generation, from 1. */
  generation(kind: CertificateKind, number: number): Promise<Authority>;
  /** The authorities of both kinds that are valid at an instant, oldest first. */
  trustAnchors(at: Date): Promise<TrustAnchor[]>;
}

const kinds: readonly CertificateKind[] = ['user-authentication', 'digital-signature'];

export const openAuthorities = (random: Random): Authorities => {
  const opened = new Map<string, Promise<Authority>>();

  const open = (kind: CertificateKind, of: Generation): Promise<Authority> => {
    const key = `${kind}/${of.number}`;
    const authority = opened.get(key) ?? openAuthority(kind, of, random);
    opened.set(key, authority);
    return authority;
  };

  return {
    async issuing(kind, at) {
      const newest = issuingGeneration(at);
      if (!newest) {
        throw new KazasuError('KZS-CENTRE-NO-AUTHORITY', {
          en: `the first authority begins on 16 July 2015 in Japan, but a certificate was asked for at ${at.toISOString()}`,
          ja: `最初の認証局は日本時間2015年7月16日に始まりますが、${at.toISOString()} の証明書が求められました`,
        });
      }
      return open(kind, newest);
    },
    generation: async (kind, number) => open(kind, generation(number)),
    trustAnchors: (at) =>
      Promise.all(
        kinds.flatMap((kind) =>
          validGenerations(at).map(async (of) => {
            const {certificate} = await open(kind, of);
            return {kind, generation: of.number, certificate};
          }),
        ),
      ),
  };
};
