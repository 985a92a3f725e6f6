import {STATUS_CODES} from 'node:http';
import {z} from 'zod';
import {KazasuError} from '../../protocol/index.ts';
import {httpError} from './http-errors.ts';
import {problemStatuses} from './problem-statuses.ts';

/** Problem details, RFC 9457, with the stable id and the sentence in both languages. */
export const problemSchema = z
  .strictObject({
    type: z.string().describe('urn:kazasu:problem: and the id'),
    title: z.string().describe('what the status means'),
    status: z.int(),
    detail: z.string().describe('the sentence in the language asked for by Accept-Language'),
    id: z.string().regex(/^KZS-[A-Z-]+$/),
    sentence: z.strictObject({en: z.string(), ja: z.string()}),
  })
  .meta({title: 'Problem'});

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly id: string;
}

/** An error as a client gets it; what is not for clients says nothing of itself. */
export const problemOf = (error: unknown, acceptLanguage: string | undefined): ProblemAnswer => {
  const {id, sentence} = errorForClient(error);
  const status = problemStatuses[id] ?? 500;
  const language = languageAccepted(acceptLanguage);
  const problem: z.infer<typeof problemSchema> = {
    type: `urn:kazasu:problem:${id}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: sentence[language],
    id,
    sentence: {en: sentence.en, ja: sentence.ja},
  };
  return {
    status,
    id,
    headers: {
      'content-type': 'application/problem+json',
      'content-language': language,
      vary: 'Accept-Language',
      'cache-control': 'no-store',
      ...(status === 401 ? {'www-authenticate': 'Bearer realm="kazasu"'} : {}),
      ...(status === 503 ? {'retry-after': '1'} : {}),
    },
    body: JSON.stringify(problem),
  };
};

/** An error without a status of its own is a defect to a client: it may name a path of this machine. */
const errorForClient = (error: unknown): KazasuError => {
  if (!(error instanceof KazasuError)) {
    return httpError('KZS-DEFECT');
  }
  if (error.id === 'KZS-CENTRE-STORE-BUSY') {
    return httpError('KZS-HTTP-STORE-BUSY');
  }
  return error.id in problemStatuses ? error : httpError('KZS-DEFECT');
};

/** `ja` where it is wanted more than `en`, RFC 9110 clause 12.5.4; else `en`. */
export const languageAccepted = (header: string | undefined): 'en' | 'ja' => {
  const weight = (language: string): number => {
    const weights = (header ?? '')
      .slice(0, 500)
      .split(',')
      .map((range) => /^\s*([A-Za-z*]+)(?:-[\w-]+)?\s*(?:;\s*q=([\d.]+))?\s*$/.exec(range))
      .filter((match) => match?.[1]?.toLowerCase() === language)
      .map((match) => Number(match?.[2] ?? 1));
    return Math.max(0, ...weights.filter((one) => !Number.isNaN(one)));
  };
  return weight('ja') > weight('en') ? 'ja' : 'en';
};
