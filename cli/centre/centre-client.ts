import {centreUnreachable, toldProblem} from '../../centre/service/told-problem.ts';
import {UsageError} from '../usage-error.ts';
import {readAdminKey} from './admin-key.ts';

/** What the commands that talk to a running centre are told alike. */
export const centreClientOptions = {
  url: {type: 'string', demandOption: true, describe: 'Address of the centre, as centre serve prints it'},
  'admin-key-file': {type: 'string', demandOption: true, describe: 'File with the administrator’s key'},
} as const;

export interface CentreClientOptions {
  readonly url: string;
  readonly 'admin-key-file': string;
}

/** Asks a running centre as its registrar; a JSON answer, or the centre's own error. */
export type CentreClient = (
  path: string,
  asked?: {readonly method?: 'POST' | 'DELETE'; readonly json?: unknown},
) => Promise<Record<string, unknown>>;

const timeoutMs = 30_000;

/** A client of the registrar's routes. Errors: the centre's own, `KZS-CENTRE-UNREACHABLE`. */
export const centreClient = ({url, 'admin-key-file': file}: CentreClientOptions): CentreClient => {
  const base = addressOf(url);
  const key = readAdminKey(file);
  return async (path, {method, json} = {}) => {
    const answer = await fetch(new URL(`registrar/${path}`, base), {
      method: method ?? (json === undefined ? 'GET' : 'POST'),
      redirect: 'error',
      headers: {
        authorization: `Bearer ${key}`,
        ...(json === undefined ? {} : {'content-type': 'application/json'}),
      },
      ...(json === undefined ? {} : {body: JSON.stringify(json)}),
      signal: AbortSignal.timeout(timeoutMs),
    }).then(
      async (response) => ({ok: response.ok, body: await response.json().catch(() => undefined)}),
      (error: unknown) => {
        throw centreUnreachable(url, error);
      },
    );
    if (!answer.ok || typeof answer.body !== 'object' || answer.body === null) {
      throw toldProblem(answer.body) ?? centreUnreachable(url, new Error('what answers is no centre'));
    }
    return answer.body as Record<string, unknown>;
  };
};

const addressOf = (url: string): string => {
  if (!/^https?:\/\/[^/]/.test(url)) {
    throw new UsageError({
      en: `--url was expected to begin with http://, but "${url}" came`,
      ja: `--url には http:// で始まるアドレスを指定してください(「${url}」が指定されました)`,
    });
  }
  return url.endsWith('/') ? url : `${url}/`;
};
