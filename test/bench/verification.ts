import {createPublicKey, sign, verify} from 'node:crypto';
import {performance} from 'node:perf_hooks';
import {openAuthorities} from '../../centre/authorities/authorities.ts';
import type {Authority} from '../../centre/authorities/authority.ts';
import {issueCertificate} from '../../centre/certificates/issue.ts';
import {
  certificateOf,
  judgePath,
  pathMaterial,
  revocationListOf,
  verify as verifyLogin,
} from '../../centre/index.ts';
import {keyObjectOf} from '../../centre/x509/public-key.ts';
import {holder} from '../centre/bench-identity.ts';
import {bits, der, integer, oid, sequence, time} from '../support/der-builder.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {type Measurement, median} from './measurement.ts';

const rounds = 9;
const perRound = 1_000;
const revokedCount = 10_000;

/**
 * A card's certificate read from its bytes, its path, its signature over data, and a look into a CRL; beside two
 * bare verifications with node:crypto, the keys of both imported from their bytes each time.
 */
export const measureVerification = async (): Promise<Measurement[]> => {
  const random = seededKeys('bench of verification');
  const issuedAt = new Date('2025-10-27T01:02:03Z');
  const at = Date.parse('2026-01-01T00:00:00Z');
  const authority = await openAuthorities(random).issuing('user-authentication', issuedAt);
  const {publicKey, privateKey} = await random.fork('holder').rsaKeyPair(2048);
  const {certificate} = issueCertificate(authority, {holder, publicKey, issuedAt}, random);
  const data = Buffer.from('a challenge of a service');
  const signature = sign('sha256', data, privateKey);
  const read = certificateOf(certificate);
  const issuer = certificateOf(authority.certificate);
  const material = pathMaterial([issuer], [], [revocationListOf(listOf(authority, revokedCount))]);
  const verifyAll = (): boolean => {
    const holders = certificateOf(certificate);
    const key = keyObjectOf(holders);
    return (
      judgePath(holders, material, {at}).valid && key !== undefined && verify('sha256', data, key, signature)
    );
  };
  const bare = (): boolean => {
    const imported = (spki: Uint8Array) =>
      createPublicKey({key: Buffer.from(spki), format: 'der', type: 'spki'});
    return (
      verify('sha256', read.toBeSigned, imported(issuer.publicKey.der), read.signature) &&
      verify('sha256', data, imported(read.publicKey.der), signature)
    );
  };
  const trustAnchors = [
    {kind: 'user-authentication', generation: authority.generation, certificate: authority.certificate},
  ] as const;
  const login = async (): Promise<boolean> => {
    const signed = {data, signature};
    const when = new Date(at);
    return (
      (await verifyLogin({certificate, kind: 'user-authentication', trustAnchors, at: when, signed}))
        .result === 'valid'
    );
  };
  const rates = {verifyAll: [] as number[], bare: [] as number[]};
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, once] of Object.entries({verifyAll, bare}) as ['verifyAll' | 'bare', () => boolean][]) {
      const rate = rateOf(once);
      if (round >= 0) {
        rates[name].push(rate);
      }
    }
  }
  const logins: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const began = performance.now();
    for (let n = 0; n < perRound; n += 1) {
      if (!(await login())) {
        throw new Error('the log-in that the bench verifies is valid, but was refused');
      }
    }
    if (round >= 0) {
      logins.push(perRound / ((performance.now() - began) / 1000));
    }
  }
  const loginRatio = median(logins) / median(rates.bare);
  const rate = median(rates.verifyAll);
  const ratio = rate / median(rates.bare);
  return [
    {
      name: 'verification of a card’s certificate and signature, in process',
      value: `${Math.round(rate).toLocaleString('en')} per second (${rounds} rounds of ${perRound})`,
      aim: '≥ 4,000',
      met: rate >= 4_000,
    },
    {
      name: 'verification against two bare verifications with key import',
      value: `${ratio.toFixed(2)} of their rate`,
      aim: '≥ 0.6',
      met: ratio >= 0.6,
    },
    {
      name: 'verification of a log-in (chain, validity, signature) against the same two',
      value: `${loginRatio.toFixed(2)} of their rate (${Math.round(median(logins)).toLocaleString('en')} per second)`,
      aim: '≥ 0.6',
      met: loginRatio >= 0.6,
    },
  ];
};

const rateOf = (once: () => boolean): number => {
  const began = performance.now();
  for (let n = 0; n < perRound; n += 1) {
    if (!once()) {
      throw new Error('what the bench verifies is valid, but was refused');
    }
  }
  return perRound / ((performance.now() - began) / 1000);
};

/** A CRL of the authority with so many entries, none of them the holder's. */
const listOf = (authority: Authority, entries: number): Buffer => {
  const algorithm = sequence(oid('1.2.840.113549.1.1.11'), der(5));
  const {subject} = certificateOf(authority.certificate);
  const since = time('2025-12-01T00:00:00Z');
  const toBeSigned = sequence(
    integer(1),
    algorithm,
    Buffer.from(subject.der),
    time('2025-12-31T00:00:00Z'),
    time('2026-01-02T00:00:00Z'),
    sequence(Buffer.concat(Array.from({length: entries}, (_, i) => sequence(integer(i + 1), since)))),
  );
  return sequence(toBeSigned, algorithm, bits(authority.sign(toBeSigned)));
};
