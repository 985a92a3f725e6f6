import {KazasuError} from '../../protocol/index.ts';

/** The error that a problem details object tells, in its own words; undefined for anything else. */
export const toldProblem = (body: unknown): KazasuError | undefined => {
  const {id, sentence} = (body ?? {}) as {id?: unknown; sentence?: {en?: unknown; ja?: unknown}};
  return typeof id === 'string' && typeof sentence?.en === 'string' && typeof sentence.ja === 'string'
    ? new KazasuError(id, {en: sentence.en, ja: sentence.ja})
    : undefined;
};

/** Nothing that can be understood came from there, for a reason in the machine's own words. */
export const centreUnreachable = (url: string, error: unknown): KazasuError => {
  const {message, cause} = error instanceof Error ? error : new Error(String(error));
  const why = cause instanceof Error ? cause.message : message;
  return new KazasuError('KZS-CENTRE-UNREACHABLE', {
    en: `a centre was expected at ${url}, but: ${why}`,
    ja: `${url} のセンターに接続できません: ${why}`,
  });
};
