import {createPublicKey, type KeyObject, verify} from 'node:crypto';
import {type CommandApdu, sw} from '../../../protocol/index.ts';
import {always} from '../../os/access-rule.ts';
import type {CommandRow, Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';

/**
 * Body of a card-verifiable certificate, the value of tag 5F4E: issuer key id (16), subject key id (16), then
 * `90 03 exponent`, `91 82 01 00 modulus`. [S3]
 */
const bodyBytes = 297;
const exponentAt = 32 + 2;
const modulusAt = exponentAt + 3 + 4;

/** 7F21 82 0233 and 5F4E 82 0129, which precede the body in the first command. */
const bodyHeader = Uint8Array.of(0x7f, 0x21, 0x82, 0x02, 0x33, 0x5f, 0x4e, 0x82, 0x01, 0x29);
/** 5F37 82 0100, which precedes the signature in the second. */
const signatureHeader = Uint8Array.of(0x5f, 0x37, 0x82, 0x01, 0x00);
const keyFormat = Uint8Array.of(0x90, 0x03);

const behind = (header: Uint8Array, data: Uint8Array, length: number): Uint8Array => {
  if (data.length !== header.length + length) {
    return refuse(sw.wrongLength);
  }
  return header.every((byte, i) => data[i] === byte)
    ? data.subarray(header.length)
    : refuse(sw.incorrectData);
};

const publicKeyOf = (body: Uint8Array): KeyObject => {
  if (!keyFormat.every((byte, i) => body[32 + i] === byte)) {
    refuse(sw.incorrectData);
  }
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  return createPublicKey({
    format: 'jwk',
    key: {
      kty: 'RSA',
      e: base64url(body.subarray(exponentAt, exponentAt + 3)),
      n: base64url(body.subarray(modulusAt)),
    },
  });
};

const takeBody = (card: CardContext, data: Uint8Array): Reply => {
  card.volatile.terminalCertificate = Uint8Array.from(behind(bodyHeader, data, bodyBytes));
  card.volatile.terminalKey = undefined;
  return sw.ok;
};

const takeSignature = (card: CardContext, data: Uint8Array): Reply => {
  const body = card.volatile.terminalCertificate ?? refuse(sw.conditionsOfUseNotSatisfied);
  card.volatile.terminalCertificate = undefined;
  const signature = behind(signatureHeader, data, 256);
  const {file} = card.volatile;
  const authority = (file && card.state.publicKeys.get(file.id)) ?? refuse(sw.referencedDataNotFound);
  const key = createPublicKey({key: Buffer.from(authority), format: 'der', type: 'spki'});
  if (!verify('sha256', body, key, signature)) {
    refuse(sw.incorrectSecureMessagingObjects);
  }
  card.volatile.terminalKey = Uint8Array.from(publicKeyOf(body).export({format: 'der', type: 'spki'}));
  return sw.ok;
};

/**
 * VERIFY CERTIFICATE, the beginning of a use without PIN: `80 A2 06 C1` carries a terminal certificate's body,
 * `80 A2 00 C1` its signature, judged by the key in the current EF (0016). [S3]
 */
export const verifyCertificate: CommandRow = {
  name: 'VERIFY CERTIFICATE',
  cla: 'proprietary',
  ins: 0xa2,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data}: CommandApdu) {
    if (p2 !== 0xc1 || (p1 !== 0x06 && p1 !== 0x00)) {
      refuse(sw.incorrectP1P2);
    }
    const {file} = card.volatile;
    if (file?.kind !== 'public-key') {
      return refuse(sw.noCurrentEf);
    }
    return p1 === 0x06 ? takeBody(card, data) : takeSignature(card, data);
  },
};

/**
 * EXTERNAL AUTHENTICATE, ISO/IEC 7816-4 clause 11.6.5. What follows an accepted terminal certificate on a real card
 * is not known; here the terminal signs the card's last challenge (RSA, PKCS#1 v1.5, SHA-256). Bench-defined, D8.
 */
export const externalAuthenticate: CommandRow = {
  name: 'EXTERNAL AUTHENTICATE',
  cla: 'interindustry',
  ins: 0x82,
  requires: always,
  evidence: 'bench-defined',
  run(card, {p1, p2, data}) {
    if (p1 !== 0 || p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    const {terminalKey, challenge} = card.volatile;
    card.volatile.challenge = undefined;
    if (!terminalKey || !challenge) {
      return refuse(sw.conditionsOfUseNotSatisfied);
    }
    const key = createPublicKey({key: Buffer.from(terminalKey), format: 'der', type: 'spki'});
    if (data.length !== 256 || !verify('sha256', challenge, key, data)) {
      refuse(sw.warning);
    }
    card.volatile.terminalAuthenticated = true;
    return sw.ok;
  },
};

/** `80 FC 00 00`, with which software takes leave of an iPhone; it changes nothing. A plastic card answers 6700. [S3], D114 */
export const lastCommand: CommandRow = {
  name: 'LAST COMMAND',
  cla: 'proprietary',
  ins: 0xfc,
  requires: always,
  evidence: 'observed',
  run: (card) => (card.profile.behaviour.lastCommand === '9000' ? sw.ok : sw.wrongLength),
};
