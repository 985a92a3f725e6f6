import {createHash} from 'node:crypto';
import {type CommandApdu, digestInfoOf, sw} from '../../../protocol/index.ts';
import {emsaPss} from '../../rsa/emsa-pss.ts';
import {always, satisfies} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import type {CardContext} from '../context.ts';
import type {PrivateKeyEf} from '../file.ts';
import {isDelivered} from '../life-cycle.ts';
import {refuse} from '../refusal.ts';
import {referredFile} from './referred-file.ts';

const modulusBits = 2048;
/** Modulus bytes less the eleven that block type 1 needs at least, RFC 8017 clause 9.2. */
const mostPayload = modulusBits / 8 - 11;
const hashBytes = 32;

/** What the card does with the data field before the private-key operation. */
interface Form {
  readonly input: 'payload' | 'hash' | 'message';
  readonly encoding: 'verbatim' | 'digest-info' | 'pss';
}

/** P1 of COMPUTE DIGITAL SIGNATURE; the hash is always SHA-256. [S3] */
const forms: Readonly<Record<number, Form>> = {
  0: {input: 'payload', encoding: 'verbatim'},
  1: {input: 'message', encoding: 'verbatim'},
  2: {input: 'hash', encoding: 'digest-info'},
  3: {input: 'message', encoding: 'digest-info'},
  4: {input: 'hash', encoding: 'pss'},
  5: {input: 'message', encoding: 'pss'},
};

const hashed = ({input}: Form, data: Uint8Array): Uint8Array => {
  switch (input) {
    case 'payload':
      return data.length <= mostPayload ? data : refuse(sw.wrongLength);
    case 'hash':
      return data.length === hashBytes ? data : refuse(sw.wrongLength);
    case 'message':
      return createHash('sha256').update(data).digest();
  }
};

/** P2: 80 is the key in the current EF, 80 + SFI names one; 00 is an application's default key, if it has one. */
export const referredKey = (card: CardContext, p2: number): PrivateKeyEf => {
  const {application} = card.volatile;
  if (p2 === 0 && application.defaultKey !== undefined) {
    const key = application.fileById(application.defaultKey);
    return key?.kind === 'private-key' ? key : refuse(sw.referencedDataNotFound);
  }
  const file = referredFile(card, p2);
  return file.kind === 'private-key' ? file : refuse(sw.noCurrentEf);
};

const signed = async (
  card: CardContext,
  key: PrivateKeyEf,
  {encoding}: Form,
  input: Uint8Array,
): Promise<Uint8Array> => {
  const privateKey = card.state.privateKeys.get(key.id) ?? refuse(sw.referencedDataNotFound);
  return encoding === 'pss'
    ? card.rsa.compute({
        privateKey,
        padding: 'none',
        block: emsaPss(input, card.random.bytes(hashBytes), modulusBits),
      })
    : card.rsa.compute({
        privateKey,
        padding: 'pkcs1',
        block: encoding === 'verbatim' ? input : digestInfoOf('sha256', input),
      });
};

/**
 * PERFORM SECURITY OPERATION: COMPUTE DIGITAL SIGNATURE, ISO/IEC 7816-8 clause 5.4.2, in the card's own class and
 * six forms of P1. RSA-2048: 256 response bytes. One VERIFY serves any number of signatures, unless the key consumes it.
 */
export const computeDigitalSignature: CommandRow = {
  name: 'COMPUTE DIGITAL SIGNATURE',
  cla: 'proprietary',
  ins: 0x2a,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data, ne}: CommandApdu) {
    const form = forms[p1] ?? refuse(sw.incorrectP1P2);
    const key = referredKey(card, p2);
    if (!isDelivered(card.persistent.issuer.lifeCycle)) {
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    if (!satisfies(card.volatile, key.use)) {
      refuse(sw.securityStatusNotSatisfied);
    }
    if (data.length === 0 || ne < modulusBits / 8) {
      refuse(sw.wrongLength);
    }
    const input = hashed(form, data);
    if (key.consumes !== undefined) {
      card.volatile.verified.delete(key.consumes);
    }
    return signed(card, key, form, input).then((signature) => ({data: signature, sw: sw.ok}));
  },
};
