import type {Sentence} from '../../protocol/index.ts';

/** For a check of a schema: what it says in English, and where the Japanese stands. */
export const refusing = ({en, ja}: Sentence) => ({error: en, params: {ja}});

/** The same for one field of what is checked. */
export const fieldOf = (path: (string | number)[], {en, ja}: Sentence) => ({
  code: 'custom' as const,
  path,
  message: en,
  params: {ja},
});
