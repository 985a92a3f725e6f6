import type {ResponseContent} from './response.ts';

/** Signed answers to questions that bear no nonce, which RFC 5019 clause 2.2.1 lets a responder prepare. */
export interface PreparedAnswers {
  /** The answer signed before, while it says the same and is fresh; else the one that `sign` makes now. */
  answer(request: Uint8Array, content: ResponseContent, sign: () => Uint8Array): Uint8Array;
}

interface Prepared {
  readonly producedAt: number;
  readonly says: string;
  readonly bytes: Uint8Array;
}

/** How old a prepared answer may be, and how many are kept. Bench-defined, C45. */
const limits = {ms: 60_000, answers: 10_000} as const;

export const preparedAnswers = (): PreparedAnswers => {
  const kept = new Map<string, Prepared>();
  return {
    answer(request, content, sign) {
      const key = Buffer.from(request).toString('latin1');
      const now = content.producedAt.getTime();
      const says = JSON.stringify(content.answers.map(({status}) => status));
      const found = kept.get(key);
      const age = found ? now - found.producedAt : Number.NaN;
      if (found && found.says === says && age >= 0 && age < limits.ms) {
        return found.bytes;
      }
      const bytes = sign();
      kept.delete(key);
      kept.set(key, {producedAt: now, says, bytes});
      const [oldest] = kept.keys();
      if (kept.size > limits.answers && oldest !== undefined) {
        kept.delete(oldest);
      }
      return bytes;
    },
  };
};
