import type {z} from 'zod';
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

/** What an issue says in Japanese: its own words where it has them, else the library's. */
export const japaneseOf = (issue: z.core.$ZodIssue): string => {
  const own: unknown = issue.code === 'custom' ? issue.params?.['ja'] : undefined;
  return typeof own === 'string' ? own : issue.message;
};
