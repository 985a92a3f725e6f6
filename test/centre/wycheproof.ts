import {createPublicKey} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {tags, wholeElement} from '../../centre/asn1/der-reader.ts';
import {certificateOf} from '../../centre/index.ts';
import {Effort} from '../../centre/path/effort.ts';
import {SignatureChecks} from '../../centre/path/signature-checks.ts';
import {algorithmIdentifier} from '../../centre/x509/certificate.ts';
import {der, oid, sequence} from '../support/der-builder.ts';
import {certificateBy, rsaSha256} from './signer.ts';

/** Files of the Wycheproof format: what of it is read. */
interface WycheproofFile {
  readonly testGroups: readonly {
    readonly publicKeyDer?: string;
    readonly keyDer?: string;
    readonly publicKeyPem?: string;
    readonly keyPem?: string;
    readonly sha: string;
    readonly tests: readonly {
      readonly tcId: number;
      readonly msg: string;
      readonly sig: string;
      readonly result: 'valid' | 'invalid' | 'acceptable';
    }[];
  }[];
}

export interface WycheproofResult {
  readonly judged: number;
  /** Of digests that a path does not take. */
  readonly leftOut: number;
  readonly wrong: readonly string[];
}

const algorithms: Readonly<Record<string, number>> = {
  'SHA-1': 5,
  'SHA-224': 14,
  'SHA-256': 11,
  'SHA-384': 12,
  'SHA-512': 13,
};

/** Every answer of the path validator's signature check that a file of the folder calls wrong. */
export const judgedByWycheproof = (folder: string): WycheproofResult => {
  const wrong: string[] = [];
  let [judged, leftOut] = [0, 0];
  for (const name of readdirSync(folder).filter((one) => /^rsa_signature_.*_test\.json$/.test(one))) {
    const {testGroups} = JSON.parse(readFileSync(join(folder, name), 'utf8')) as WycheproofFile;
    for (const group of testGroups) {
      const number = algorithms[group.sha];
      const der = group.publicKeyDer ?? group.keyDer;
      const key = der
        ? createPublicKey({key: Buffer.from(der, 'hex'), format: 'der', type: 'spki'})
        : createPublicKey(group.publicKeyPem ?? group.keyPem ?? '');
      if (number === undefined) {
        leftOut += group.tests.length;
        continue;
      }
      const signer = {algorithm: rsaSha256, publicKey: key, sign: () => new Uint8Array(1)};
      const issuer = certificateOf(certificateBy(signer, {subject: 'CA', issuer: 'CA', publicKey: key}));
      for (const {tcId, msg, sig, result} of group.tests) {
        const algorithm = rsaAlgorithm(number);
        const signed = {
          toBeSigned: Buffer.from(msg, 'hex'),
          algorithm,
          outerAlgorithm: algorithm,
          signature: Buffer.from(sig, 'hex'),
        };
        const taken = new SignatureChecks(new Effort()).check(signed, issuer) === undefined;
        judged += 1;
        if (result !== 'acceptable' && taken !== (result === 'valid')) {
          wrong.push(`${name} ${tcId}: ${taken ? 'taken' : 'refused'}, but ${result}`);
        }
      }
    }
  }
  return {judged, leftOut, wrong};
};

const rsaAlgorithm = (number: number) =>
  algorithmIdentifier(
    wholeElement(sequence(oid(`1.2.840.113549.1.1.${number}`), der(5)), tags.sequence, 'an algorithm'),
  );
