import type {KeyObject} from 'node:crypto';
import {checkPassPhrase} from './pass-phrase.ts';
import {pemText} from './pem-text.ts';

/** A test person's certificate with its key, for the key store of a browser or an operating system. */
export interface Identity {
  readonly privateKey: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER, from the issuer up. */
  readonly chain: readonly Uint8Array[];
  /** What a key store lists it as; ASCII. */
  readonly friendlyName: string;
}

/** Rounds of key derivation; node-forge does them in JavaScript. Bench-defined, C105. */
const rounds = 10_000;

/**
 * PKCS#12, RFC 7292, as DER: the key by PBES2 with AES-256-CBC and HMAC-SHA-256, the whole guarded by an HMAC-SHA-1.
 * The certificates inside are not encrypted. Salts are random, so no two files are equal.
 * @throws KazasuError `KZS-PKI-PASS-PHRASE`
 */
export const pkcs12 = async (
  {privateKey, certificate, chain, friendlyName}: Identity,
  passPhrase: string,
): Promise<Uint8Array> => {
  checkPassPhrase(passPhrase);
  // Loaded only here: nothing else needs it, and it takes longer to load than the rest of a command.
  const {default: forge} = await import('node-forge');
  const key = forge.pki.privateKeyFromPem(String(privateKey.export({type: 'pkcs1', format: 'pem'})));
  const certificates = [certificate, ...chain].map((der) =>
    forge.pki.certificateFromPem(pemText('CERTIFICATE', der)),
  );
  const protection = {algorithm: 'aes256', prfAlgorithm: 'sha256', count: rounds, saltSize: 16} as const;
  const pfx = forge.pkcs12.toPkcs12Asn1(key, certificates, passPhrase, {...protection, friendlyName});
  return Buffer.from(forge.asn1.toDer(pfx).getBytes(), 'latin1');
};
