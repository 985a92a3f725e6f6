import {createPublicKey, type KeyObject} from 'node:crypto';
import {z} from 'zod';
import {KazasuError} from '../../protocol/index.ts';
import type {CentreIssueRequest} from '../centre.ts';
import type {Holder} from '../certificates/holder.ts';
import {fields} from './read-request.ts';

const holderSchema = z.strictObject({
  name: z.string().max(200).describe('氏名, its parts set apart by U+3000'),
  nameSubstitutes: z.string().max(200).optional(),
  sex: z.enum(['male', 'female', 'other']),
  birthDate: z.string().max(10).describe('YYYY-MM-DD'),
  address: z.string().max(400),
  addressSubstitutes: z.string().max(400).optional(),
  prefecture: z.string().max(64).describe('in letters, as in Tokyo-to'),
  city: z.string().max(64).describe('in letters, as in Kiyose-shi'),
  municipalityCode: z.string().max(5).describe('five digits'),
});

/** What an issue always needs. */
export const issueFields = {
  holder: holderSchema,
  publicKey: z.string().max(4_096).describe('SubjectPublicKeyInfo, PEM or DER in base64; RSA of 2048 bits'),
  cardExpiresOn: z.string().max(10).optional().describe('YYYY-MM-DD, the card’s last day'),
  issuedAt: fields.instant.optional().describe('default: now'),
  ocspUrl: z.url().max(400).optional().describe('adds an AIA extension, which the published profile lacks'),
} as const;

const issueShape = z.strictObject(issueFields);

/** What a request of the registrar asks the centre for. Errors: `KZS-CENTRE-KEY`. */
export const issueOrder = ({
  holder,
  publicKey,
  cardExpiresOn,
  ocspUrl,
}: Omit<z.infer<typeof issueShape>, 'issuedAt'>): Omit<CentreIssueRequest, 'kind' | 'issuedAt'> => ({
  holder: holderOf(holder),
  publicKey: publicKeyOf(publicKey),
  ...(cardExpiresOn === undefined ? {} : {cardExpiresOn}),
  ...(ocspUrl === undefined ? {} : {ocspUrl}),
});

const holderOf = ({
  nameSubstitutes,
  addressSubstitutes,
  ...holder
}: z.infer<typeof holderSchema>): Holder => ({
  ...holder,
  ...(nameSubstitutes === undefined ? {} : {nameSubstitutes}),
  ...(addressSubstitutes === undefined ? {} : {addressSubstitutes}),
});

/** A private key in PEM would be taken by node:crypto for its public half; it has no business here. */
const publicKeyOf = (text: string): KeyObject => {
  try {
    return text.startsWith('-----BEGIN PUBLIC KEY-----')
      ? createPublicKey({key: text, format: 'pem'})
      : createPublicKey({key: Buffer.from(text, 'base64'), format: 'der', type: 'spki'});
  } catch {
    throw new KazasuError('KZS-CENTRE-KEY', {
      en: 'a public key (SubjectPublicKeyInfo, PEM or DER in base64) was expected in publicKey, but another value came',
      ja: 'publicKey には公開鍵(SubjectPublicKeyInfo、PEMまたはDERのbase64)が必要ですが、異なる値が渡されました',
    });
  }
};
