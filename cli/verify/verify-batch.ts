import {createReadStream} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {createInterface} from 'node:readline';
import {z} from 'zod';
import {KazasuError, type Sentence} from '../../protocol/index.ts';
import type {Answer} from './answer.ts';
import {instantOf} from './instant.ts';
import {MaterialFiles} from './material-files.ts';
import type {DocumentAnswer} from './verify-document.ts';
import {verifyFile} from './verify-file.ts';

const file = z.string().min(1);
const files = z.union([file.transform((one) => [one]), z.array(file)]);

/** A policy, in dotted form. */
export const policyOid = z.string().regex(/^[012](\.(0|[1-9]\d*))+$/);

/** One question of a batch; `certificate` may be a signed document, and `content` is what a detached one signs. Unknown fields are refused: a misspelt `crls` must not go unnoticed. */
const questionSchema = z.strictObject({
  id: z.union([z.string(), z.number()]).optional(),
  certificate: file,
  trust: files,
  untrusted: files.default([]),
  crls: files.default([]),
  ocsp: files.default([]),
  content: file.optional(),
  at: z.string().optional(),
  policies: z.array(policyOid).default([]),
  explicitPolicy: z.boolean().default(false),
  inhibitPolicyMapping: z.boolean().default(false),
  inhibitAnyPolicy: z.boolean().default(false),
});

/**
 * Answers to a file of questions, JSON Lines in and out, in order. A line that is unusable is answered
 * `valid: false`, reason `unusable-input`, with the id of the error; empty lines are passed over.
 * @throws KazasuError `KZS-VERIFY-FILE` when the file itself cannot be read.
 */
export async function* batchAnswers(batch: string, now: number): AsyncGenerator<string> {
  const known = new MaterialFiles();
  const folder = dirname(batch);
  let line = 0;
  for await (const read of linesOf(batch)) {
    line += 1;
    const text = line === 1 ? read.replace(/^\uFEFF/, '') : read;
    if (text.trim() !== '') {
      yield `${JSON.stringify(await answerTo(text, `${batch}:${line}`, {known, folder, now}))}\n`;
    }
  }
}

interface Batch {
  readonly known: MaterialFiles;
  readonly folder: string;
  readonly now: number;
}

type BatchAnswer = (Answer | DocumentAnswer) & {readonly id?: string | number};

const answerTo = async (text: string, where: string, {known, folder, now}: Batch): Promise<BatchAnswer> => {
  let id: string | number | undefined;
  try {
    const question = questionOf(text, where);
    id = question.id;
    const {certificate, trust, untrusted, crls, ocsp, content, at, policies, ...flags} = question;
    const from = (paths: readonly string[]): string[] => paths.map((path) => resolve(folder, path));
    const {explicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy} = flags;
    const {answer} = await verifyFile(
      known,
      resolve(folder, certificate),
      {
        trust: from(trust),
        untrusted: from(untrusted),
        crls: from(crls),
        ocsp: from(ocsp),
        content: content === undefined ? undefined : resolve(folder, content),
      },
      {
        at: at === undefined ? now : instantOf(at),
        explicitPolicy,
        inhibitPolicyMapping,
        inhibitAnyPolicy,
        ...(policies.length > 0 ? {policies} : {}),
      },
    );
    return {...(id === undefined ? {} : {id}), ...answer};
  } catch (error) {
    if (error instanceof KazasuError) {
      return {...(id === undefined ? {} : {id}), ...unusable(error)};
    }
    throw error;
  }
};

const questionOf = (text: string, where: string): z.output<typeof questionSchema> => {
  const value = jsonOf(text, where);
  const read = questionSchema.safeParse(value);
  if (read.success) {
    return read.data;
  }
  const {localeError: error} = z.locales.ja();
  const [issue] = read.error.issues;
  const [inJapanese] = questionSchema.safeParse(value, {error}).error?.issues ?? [];
  const field = issue?.path.join('.');
  throw lineError(where, {
    en: `${field || 'the object'}: ${issue?.message}`,
    ja: `${field || 'オブジェクト'}: ${inJapanese?.message}`,
  });
};

const jsonOf = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw lineError(where, {en: 'the line is not JSON', ja: 'JSONとして読めません'});
  }
};

const lineError = (where: string, what: Sentence): KazasuError =>
  new KazasuError('KZS-VERIFY-LINE', {
    en: `a JSON object with certificate and trust was expected at ${where}, but ${what.en}`,
    ja: `${where} には certificate と trust をもつJSONオブジェクトが必要ですが、正しくありません: ${what.ja}`,
  });

const unusable = ({id, sentence}: KazasuError): Answer => ({
  valid: false,
  reason: 'unusable-input',
  message: sentence,
  path: [],
  revocation: 'not-checked',
  error: id,
});

async function* linesOf(batch: string): AsyncGenerator<string> {
  const stream = createReadStream(batch);
  try {
    for await (const line of createInterface({input: stream, crlfDelay: Number.POSITIVE_INFINITY})) {
      yield line;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-VERIFY-FILE', {
      en: `a file with one JSON object a line was expected at ${batch}, but: ${why}`,
      ja: `${batch} に1行1オブジェクトのJSONファイルが必要ですが、読めません: ${why}`,
    });
  } finally {
    stream.destroy();
  }
}
