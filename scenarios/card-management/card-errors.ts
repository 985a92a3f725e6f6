import {CardGone, CardRefused} from '../../centre/index.ts';
import {KazasuError} from '../../protocol/index.ts';
import {globalPlatform as gp} from '../../terminal/index.ts';

/** The card lives and said no, or the host would not go on with it; nothing but that is lost. */
const refusals = ['KZS-GP-CARD-CHALLENGE', 'KZS-GP-PROTOCOL', 'KZS-GP-SESSION-ENDED'];

/** The same, where the sentence itself says what the card has and what was expected of it. */
const tellingRefusals = ['KZS-GP-CARD-CRYPTOGRAM', 'KZS-GP-KEY-VERSION'];

/** Nothing came, or nothing that can be believed: whether the card did the last thing is not known. */
const silences = [
  'KZS-PCSC-',
  'KZS-RESPONSE-LENGTH',
  'KZS-GP-RESPONSE',
  'KZS-GP-ANSWER',
  'KZS-GP-KEY-CHECK',
  'KZS-GP-RECEIPT',
];

/** Does a piece of work with the card; what goes wrong is told as `CardRefused` or `CardGone`, with what was behind it. */
export const answered = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw cardError(what, error);
  }
};

const cardError = (what: string, cause: unknown): unknown => {
  if (cause instanceof gp.GlobalPlatformStatus) {
    return new CardRefused(`${cause.title}: ${cause.sw}`, {cause});
  }
  if (!(cause instanceof KazasuError)) {
    return cause;
  }
  const {id} = cause;
  if (tellingRefusals.includes(id)) {
    return new CardRefused(cause.sentence, {cause});
  }
  if (refusals.includes(id)) {
    return new CardRefused(what, {cause});
  }
  return silences.some((beginning) => id.startsWith(beginning)) ? new CardGone(what, {cause}) : cause;
};
