import type {ExecutionContext} from 'ava';
import {KazasuError} from '../../protocol/index.ts';

const empty = new KazasuError('KZS-NONE', {en: '', ja: ''});

/** Asserts that the action throws this error with this piece of its English sentence, and that it speaks Japanese too. */
export const refusal = (
  t: ExecutionContext,
  action: () => unknown,
  id: string,
  fragment: string,
): KazasuError => {
  const error = t.throws(action, {instanceOf: KazasuError}) ?? empty;
  t.is(error.id, id);
  t.true(error.sentence.en.includes(fragment), `"${error.sentence.en}" does not say "${fragment}"`);
  t.regex(error.sentence.ja, /[ぁ-ん]/);
  return error;
};
