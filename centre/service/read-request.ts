import {z} from 'zod';
import {KazasuError, readSettings, type Sentence} from '../../protocol/index.ts';
import {httpError} from './http-errors.ts';

/** Names of fields whose values no error repeats. */
const confidential = [
  'holder',
  'publicKey',
  'certificate',
  'signature',
  'data',
  'digest',
  'password',
  'masterKey',
  'userId',
];

const titles = {
  body: {en: 'a request body of this route', ja: 'この操作の要求本文'},
  query: {en: 'a query of this route', ja: 'この操作のクエリ'},
  path: {en: 'an address of this route', ja: 'この操作のアドレス'},
} as const satisfies Readonly<Record<string, Sentence>>;

const wholes = {
  body: {en: 'the body', ja: '本文'},
  query: {en: 'the query', ja: 'クエリ'},
  path: {en: 'the address', ja: 'アドレス'},
} as const satisfies Readonly<Record<string, Sentence>>;

/**
 * A JSON body to what the schema makes of it.
 * @throws KazasuError `KZS-HTTP-JSON`; `KZS-HTTP-REQUEST` with line, column and the nearest valid name.
 */
export const readBody = <T>(schema: z.ZodType<T>, text: string): T => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw httpError('KZS-HTTP-JSON');
  }
  return read('body', schema, value, text);
};

/** The same for the parts of an address. */
export const readQuery = <T>(schema: z.ZodType<T>, value: unknown): T =>
  read('query', schema, value, JSON.stringify(value));

export const readParams = <T>(schema: z.ZodType<T>, value: unknown): T =>
  read('path', schema, value, JSON.stringify(value));

/** Only a value that does not fit is read a second time, by the reader that words its complaints. */
const read = <T>(part: keyof typeof titles, schema: z.ZodType<T>, value: unknown, text: string): T => {
  const found = schema.safeParse(value);
  if (found.success) {
    return found.data;
  }
  if (!isModest(value, text)) {
    throw tooIntricate(part);
  }
  try {
    readSettings(
      {
        errorId: 'KZS-HTTP-REQUEST',
        title: titles[part],
        schema,
        confidential,
        whole: wholes[part],
        // An address is read apart before it comes here: only a body has lines and columns.
        placeless: part !== 'body',
      },
      text,
      part,
    );
  } catch (error) {
    if (error instanceof KazasuError) {
      throw error;
    }
  }
  throw tooIntricate(part);
};

const tooIntricate = (part: keyof typeof titles): KazasuError =>
  new KazasuError('KZS-HTTP-REQUEST', {
    en: `${titles[part].en} was expected, but another value came`,
    ja: `${titles[part].ja}が必要ですが、異なる値が渡されました`,
  });

/** What the reader of settings files is given: it is made for people’s files, and deep nesting costs it dearly. */
const modest = {characters: 16_384, depth: 6, values: 200} as const;

const isModest = (value: unknown, text: string): boolean => {
  let level: unknown[] = [value];
  let values = 0;
  for (let depth = 0; depth <= modest.depth; depth += 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    values += level.length;
    if (level.length === 0) {
      return text.length <= modest.characters && values <= modest.values;
    }
  }
  return false;
};

/** Fields that several routes have. */
export const fields = {
  serialNumber: z
    .string()
    .regex(/^[0-9A-Fa-f]{1,40}$/)
    .transform((text) => text.toUpperCase())
    .describe('serial number, hex'),
  kind: z.enum(['user-authentication', 'digital-signature']),
  bytes: z.base64().min(1).describe('base64'),
  instant: z.iso.datetime({offset: true}),
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
    .describe('1 to 64 letters, digits, and . _ - behind the first'),
  partyName: z.string().min(1).max(64).describe('name of a relying party'),
} as const;

export const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64');
