import type {z} from 'zod';
import {KazasuError, type Sentence} from '../protocol/index.ts';

/**
 * A document of one kind out of its JSON text.
 * @throws KazasuError of this id: no JSON, or the first field that does not fit, with its place.
 */
export const readKind = <T>(
  schema: z.ZodType<T>,
  text: string,
  {errorId, expected}: {readonly errorId: string; readonly expected: Sentence},
): T => {
  const refuse = (found: string): never => {
    throw new KazasuError(errorId, {
      en: `${expected.en} was expected, but this came: ${found}`,
      ja: `${expected.ja} が必要ですが、内容が合いません: ${found}`,
    });
  };
  const read = schema.safeParse(parsed(text, refuse));
  if (read.success) {
    return read.data;
  }
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || '(top)';
  return refuse(`${where}: ${issue?.message ?? 'it does not fit'}`);
};

const parsed = (text: string, refuse: (found: string) => never): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
};
