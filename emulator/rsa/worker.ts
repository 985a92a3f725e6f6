import {constants, createPrivateKey, type KeyObject, privateDecrypt, privateEncrypt} from 'node:crypto';
import {parentPort} from 'node:worker_threads';
import type {RsaRequest} from './engine.ts';

/** Parsing a key costs as much as a tenth of using it; a card has few. */
const keys = new Map<string, KeyObject>();

const keyFrom = (pkcs8: Uint8Array): KeyObject => {
  const name = Buffer.from(pkcs8).toString('base64');
  let key = keys.get(name);
  if (!key) {
    key = createPrivateKey({key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8'});
    if (keys.size > 64) {
      keys.clear();
    }
    keys.set(name, key);
  }
  return key;
};

const oaep = {padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256'} as const;

/** Why a block does not decrypt is nobody's to know: all reasons look the same, RFC 8017 clause 7.1.2. */
const decrypted = (key: KeyObject, block: Uint8Array): Uint8Array => {
  try {
    return Uint8Array.from(privateDecrypt({key, ...oaep}, block));
  } catch {
    return new Uint8Array(0);
  }
};

const paddings = {pkcs1: constants.RSA_PKCS1_PADDING, none: constants.RSA_NO_PADDING} as const;

parentPort?.on('message', ({id, privateKey, padding, block}: RsaRequest & {id: number}) => {
  try {
    const key = keyFrom(privateKey);
    const result =
      padding === 'oaep-sha256'
        ? decrypted(key, block)
        : Uint8Array.from(privateEncrypt({key, padding: paddings[padding]}, block));
    parentPort?.postMessage({id, result});
  } catch (error) {
    parentPort?.postMessage({id, error: error instanceof Error ? error.message : String(error)});
  }
});
