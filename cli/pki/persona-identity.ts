import {createPrivateKey, type KeyObject} from 'node:crypto';
import {existsSync} from 'node:fs';
import type {CertificateKind} from '../../centre/index.ts';
import {type CardImage, personaFrom, personas, readCardFile} from '../../emulator/index.ts';
import {realClock} from '../../protocol/index.ts';
import type {TestWorld} from '../../scenarios/index.ts';
import {UsageError} from '../usage-error.ts';
import {wholeNumber} from '../whole-number.ts';

/** Options that choose a test person. */
export const personOptions = {
  persona: {
    type: 'string',
    describe: `A persona (${Object.keys(personas).join(', ')}) or the path of a persona file; adult where nobody says`,
  },
  seed: {
    type: 'string',
    default: '0',
    describe: 'Whole number that tells people of one persona apart, as in kazasu card create',
  },
  card: {
    type: 'string',
    describe: 'Card file to take certificates and keys from, instead of a persona’s card',
  },
} as const;

export interface PersonChoice {
  persona: string | undefined;
  seed: string;
  card: string | undefined;
}

/** A certificate of a test person with its key; DER. */
export interface TestIdentity {
  readonly persona: string;
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
  readonly privateKey: KeyObject;
}

/** EFs of the JPKI application. [S1] */
const files = {
  'user-authentication': {certificate: '000A', issuer: '000B', key: '0017'},
  'digital-signature': {certificate: '0001', issuer: '0002', key: '001A'},
} as const;

/** The card that the options choose. */
export const cardOf = async (world: TestWorld, {persona, seed, card}: PersonChoice): Promise<CardImage> => {
  if (card !== undefined) {
    if (persona !== undefined || !existsSync(card)) {
      throw new UsageError({
        en: `--card was expected to be a card file that exists, without --persona, but ${persona === undefined ? `${card} does not exist` : 'both came'}`,
        ja: `--card には既存のカードファイルを --persona なしで指定しますが、${persona === undefined ? `${card} は存在しません` : '両方が指定されました'}`,
      });
    }
    const image = readCardFile(card);
    world.recognise(image);
    return image;
  }
  return world.cardFor(personaFrom(persona ?? 'adult', realClock().wall()), wholeNumber('seed', seed, 0));
};

/** One certificate of the card with its key. Throws a usage error where the holder has none of the kind. */
export const identityOn = ({persona, applications}: CardImage, kind: CertificateKind): TestIdentity => {
  const {certificate, issuer, key} = files[kind];
  const jpki = applications['jpki'];
  const content = (file: string): Uint8Array =>
    withoutFilling(Buffer.from(jpki?.contents[file] ?? '', 'base64'));
  const kept = jpki?.privateKeys[key];
  if (content(certificate).length === 0 || kept === undefined) {
    throw new UsageError({
      en: `a certificate for ${kind} was expected, but the persona "${persona}" has none`,
      ja: `人物像「${persona}」には ${kind} の証明書がありません`,
    });
  }
  return {
    persona,
    certificate: content(certificate),
    issuer: content(issuer),
    privateKey: createPrivateKey({key: Buffer.from(kept, 'base64'), format: 'der', type: 'pkcs8'}),
  };
};

/** Certificates of cards begin 30 82 and their length; FF fills up what is behind. */
const withoutFilling = (held: Buffer): Uint8Array =>
  held.length > 4 && held.readUInt16BE(0) === 0x3082
    ? held.subarray(0, 4 + held.readUInt16BE(2))
    : new Uint8Array(0);
