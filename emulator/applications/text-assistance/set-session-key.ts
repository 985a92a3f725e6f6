import {createPrivateKey} from 'node:crypto';
import {sw} from '../../../protocol/index.ts';
import {verified} from '../../os/access-rule.ts';
import type {CommandRow} from '../../os/application.ts';
import {refuse} from '../../os/refusal.ts';
import {textFiles as f} from './files.ts';

const modulusBytes = 256;
/** `A0 22 80 20` and a seed of 32 bytes, of which AES-128 takes the first 16. [S3] */
const delivery = Uint8Array.of(0xa0, 0x22, 0x80, 0x20);
const seedBytes = 32;
const keyBytes = 16;

/** The key inside a decrypted key delivery message; undefined when it is none. */
const deliveredKey = (message: Uint8Array): Uint8Array | undefined =>
  message.length === delivery.length + seedBytes && delivery.every((byte, i) => message[i] === byte)
    ? message.slice(delivery.length, delivery.length + keyBytes)
    : undefined;

const modulusOf = (pkcs8: Uint8Array): Uint8Array => {
  const {n = ''} = createPrivateKey({key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8'}).export({
    format: 'jwk',
  });
  return Uint8Array.from(Buffer.from(n, 'base64url'));
};

/**
 * SET SESSION KEY, `80 AE 00 00`: a session key under RSAES-OAEP (SHA-256) and the key of EF 0006. The PIN alone
 * opens it. A block at or above the modulus is 6F00, one that holds no key delivery message 6A80. [S3], D35
 */
export const setSessionKey: CommandRow = {
  name: 'SET SESSION KEY',
  cla: 'proprietary',
  ins: 0xae,
  requires: verified(f.pin),
  evidence: 'observed',
  async run(card, {p1, p2, data}) {
    if (p1 !== 0 || p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    if (data.length !== modulusBytes) {
      refuse(sw.wrongLength);
    }
    const {volatile, state} = card;
    const privateKey = state.privateKeys.get(f.sessionKeyPublicKey) ?? refuse(sw.referencedDataNotFound);
    if (Buffer.compare(data, modulusOf(privateKey)) >= 0) {
      return sw.noPreciseDiagnosis;
    }
    const message = await card.rsa.compute({privateKey, padding: 'oaep-sha256', block: data});
    const key = deliveredKey(message) ?? refuse(sw.incorrectData);
    // Into the half of the card that was there when the command came: a reset meanwhile has made another.
    volatile.secureMessagingSession = {key, counter: 0};
    return sw.ok;
  },
};
