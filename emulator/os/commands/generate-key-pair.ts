import {createPublicKey, type KeyObject} from 'node:crypto';
import {berTlv, digestInfo, sw, tlv} from '../../../protocol/index.ts';
import {issuerAuthenticated} from '../access-rule.ts';
import type {CommandRow, Reply} from '../application.ts';
import type {CardContext} from '../context.ts';
import type {PrivateKeyEf} from '../file.ts';
import {refuse} from '../refusal.ts';
import {withApplication} from '../state.ts';
import {referredKey} from './compute-digital-signature.ts';

const modulusBits = 2048;
const fewestNonceBytes = 8;
const mostNonceBytes = 64;
/** 7F49 with its modulus and exponent, and 5F37 with a signature. */
const responseBytes = 531;

const numbersOf = (key: KeyObject): {modulus: Uint8Array; exponent: Uint8Array} => {
  const {n = '', e = ''} = key.export({format: 'jwk'});
  const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64url'));
  return {modulus: bytes(n), exponent: bytes(e)};
};

const made = async (card: CardContext, file: PrivateKeyEf, nonce: Uint8Array): Promise<Reply> => {
  const session = card.volatile;
  const {privateKey: key} = await card.random.rsaKeyPair(modulusBits);
  const privateKey = Uint8Array.from(key.export({format: 'der', type: 'pkcs8'}));
  const {modulus, exponent} = numbersOf(createPublicKey(key));
  const proof = await card.rsa.compute({
    privateKey,
    padding: 'pkcs1',
    block: digestInfo('sha256', Uint8Array.from(Buffer.concat([nonce, modulus]))),
  });
  if (card.volatile !== session) {
    // The power went meanwhile: a card without power writes nothing.
    refuse(sw.noPreciseDiagnosis);
  }
  card.commit(
    withApplication(card.persistent, session.application.name, (before) => ({
      ...before,
      pendingKeys: new Map(before.pendingKeys).set(file.id, privateKey),
    })),
  );
  card.note({change: 'key-generated', subject: file.name});
  const publicKey = berTlv.encode(tlv(0x7f49, [tlv(0x81, modulus), tlv(0x82, exponent)]));
  const signature = berTlv.encode(tlv(0x5f37, proof));
  return {data: Uint8Array.from(Buffer.concat([publicKey, signature])), sw: sw.ok};
};

/**
 * GENERATE ASYMMETRIC KEY PAIR, ISO/IEC 7816-8, `00 47 00 80|SFI` with a nonce of 8 to 64 bytes: RSA-2048, kept
 * beside the key in use until its certificate is written (UPDATE BINARY). Answers 7F49 {81 modulus, 82 exponent}
 * and 5F37, the new key's PKCS#1 v1.5 SHA-256 signature of nonce ‖ modulus. Bench-defined, D72.
 */
export const generateKeyPair: CommandRow = {
  name: 'GENERATE ASYMMETRIC KEY PAIR',
  cla: 'interindustry',
  ins: 0x47,
  requires: issuerAuthenticated,
  evidence: 'bench-defined',
  run(card, {p1, p2, data, ne}) {
    if (p1 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    const key = referredKey(card, p2);
    if (data.length < fewestNonceBytes || data.length > mostNonceBytes || ne < responseBytes) {
      refuse(sw.wrongLength);
    }
    const certified = card.volatile.application.files.some(
      (file) => file.kind === 'transparent' && file.certifies === key.id,
    );
    // A key that no certificate EF belongs to could never come into use.
    return certified ? made(card, key, Uint8Array.from(data)) : refuse(sw.conditionsOfUseNotSatisfied);
  },
};
