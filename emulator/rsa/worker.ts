import {constants, createPrivateKey, type KeyObject, privateEncrypt} from 'node:crypto';
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

const paddings = {pkcs1: constants.RSA_PKCS1_PADDING, none: constants.RSA_NO_PADDING} as const;

parentPort?.on('message', ({id, privateKey, padding, block}: RsaRequest & {id: number}) => {
  try {
    const key = {key: keyFrom(privateKey), padding: paddings[padding]};
    parentPort?.postMessage({id, result: Uint8Array.from(privateEncrypt(key, block))});
  } catch (error) {
    parentPort?.postMessage({id, error: error instanceof Error ? error.message : String(error)});
  }
});
