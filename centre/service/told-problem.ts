import {KazasuError, type Sentence} from '../../protocol/index.ts';

/** The error that a problem details object tells, in its own words; undefined for anything else. */
export const toldProblem = (body: unknown): KazasuError | undefined => {
  const {id, sentence} = (body ?? {}) as {id?: unknown; sentence?: {en?: unknown; ja?: unknown}};
  return typeof id === 'string' && typeof sentence?.en === 'string' && typeof sentence.ja === 'string'
    ? new KazasuError(id, {en: sentence.en, ja: sentence.ja})
    : undefined;
};

/** What the machine says too briefly. */
const inWords: Readonly<Record<string, Sentence>> = {
  'bad port': {
    en: 'its port is one of those that HTTP clients refuse, as it belongs to another protocol',
    ja: 'このポートは別のプロトコルのもので、HTTPクライアントは接続を拒否します',
  },
};

/** Nothing that can be understood came from there, for a reason in the machine's own words. */
export const centreUnreachable = (url: string, error: unknown): KazasuError => {
  const {message, cause} = error instanceof Error ? error : new Error(String(error));
  const why = inWords[cause instanceof Error ? cause.message : ''] ?? {
    en: cause instanceof Error ? cause.message : message,
    ja: cause instanceof Error ? cause.message : message,
  };
  return new KazasuError('KZS-CENTRE-UNREACHABLE', {
    en: `a centre was expected at ${url}, but: ${why.en}`,
    ja: `${url} のセンターに接続できません: ${why.ja}`,
  });
};
