import {CardGone, CardRefused} from '../../centre/index.ts';
import {KazasuError, type Sentence} from '../../protocol/index.ts';

/** The card lives and said no, or the host would not go on with it; nothing but that is lost. */
const refusals = [
  'KZS-GP-STATUS',
  'KZS-GP-CARD-CHALLENGE',
  'KZS-GP-CARD-CRYPTOGRAM',
  'KZS-GP-KEY-VERSION',
  'KZS-GP-PROTOCOL',
  'KZS-GP-SESSION-ENDED',
];

/** Nothing came, or nothing that can be believed: whether the card did the last thing is not known. */
const silences = [
  'KZS-PCSC-',
  'KZS-RESPONSE-LENGTH',
  'KZS-GP-RESPONSE',
  'KZS-GP-ANSWER',
  'KZS-GP-KEY-CHECK',
  'KZS-GP-RECEIPT',
];

/**
 * Does a piece of work with the card; what goes wrong is told as `CardRefused` or `CardGone`, with what was behind it.
 * `what`: a command, or a noun for the work.
 */
export const answered = async <T>(what: string | Sentence, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw cardError(what, error);
  }
};

const cardError = (what: string | Sentence, cause: unknown): unknown => {
  if (!(cause instanceof KazasuError)) {
    return cause;
  }
  const {id} = cause;
  if (refusals.includes(id)) {
    // The host's own sentence says which command it was, what was expected of the card and what it said.
    return new CardRefused(cause.sentence, {cause});
  }
  return silences.some((beginning) => id.startsWith(beginning)) ? new CardGone(what, {cause}) : cause;
};
