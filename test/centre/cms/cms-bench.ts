import {spawnSync} from 'node:child_process';
import {constants, type KeyObject, privateEncrypt} from 'node:crypto';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createCentre, type SignedDataVerification} from '../../../centre/index.ts';
import {virtualClock} from '../../../protocol/index.ts';
import {seededKeys} from '../../support/seeded-keys.ts';
import {holder, holderKeys, seed} from '../bench-identity.ts';

export const issuedAt = new Date('2025-10-27T01:02:03Z');
/** When all is judged. */
export const at = new Date('2026-01-01T00:00:00Z');
export const document = Buffer.from('申請書: a document of a few bytes\n');

export const centre = createCentre({random: seededKeys(seed), clock: virtualClock(at)});
const {publicKey, privateKey} = holderKeys;
export const signer = (await centre.issue({kind: 'digital-signature', holder, publicKey, issuedAt}))
  .certificate;
export const authentication = (await centre.issue({kind: 'user-authentication', holder, publicKey, issuedAt}))
  .certificate;
export const authority = (await centre.authorities.issuing('digital-signature', issuedAt)).certificate;
export const trustAnchors = await centre.trustAnchors(at);

/** What a card does: the padding of PKCS#1 v1.5 around a finished DigestInfo, with the holder's key. */
export const card = (digestInfo: Uint8Array): Uint8Array => cardOf(privateKey)(digestInfo);

export const cardOf =
  (key: KeyObject) =>
  (digestInfo: Uint8Array): Uint8Array =>
    privateEncrypt({key, padding: constants.RSA_PKCS1_PADDING}, digestInfo);

export const holderKeyPem = Buffer.from(privateKey.export({type: 'pkcs8', format: 'pem'}));

interface Printed {
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** The openssl program over files that live as long as the call; `{name}` in its words is that file's path. */
export const runOpenssl = (words: string, files: Readonly<Record<string, Uint8Array>>): Printed => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-cms-'));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
    }
    const args = words
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => word.replace(/\{(.+)\}/, (_, name: string) => join(folder, name)));
    const {status, stdout, stderr} = spawnSync('openssl', args, {stdio: ['ignore', 'pipe', 'pipe']});
    return {status, stdout, stderr: stderr.toString('utf8')};
  } finally {
    rmSync(folder, {recursive: true});
  }
};

/** What openssl prints; a status other than 0 is an error with what it says. */
export const opensslBytes = (words: string, files: Readonly<Record<string, Uint8Array>>): Buffer => {
  const {status, stdout, stderr} = runOpenssl(words, files);
  if (status !== 0) {
    throw new Error(stderr);
  }
  return stdout;
};

/** The answer in one word, and the step of the first signer that failed. */
export const told = ({result, reason, signers}: SignedDataVerification): readonly string[] => {
  const failed = signers.flatMap(({steps}) => steps).find(({outcome}) => outcome === 'failed');
  return [result, reason, ...(failed ? [failed.step] : [])];
};
