import {z} from 'zod';
import {readSettings} from '../../protocol/index.ts';
import {type Budget, statistics} from './budget.ts';

const title = z.union([
  z.string(),
  z.strictObject({en: z.string().describe('English'), ja: z.string().describe('Japanese')}),
]);

/** The schema of a budget file, for a subject that has these phases. */
export const budgetFileSchema = (phases: readonly [string, ...string[]]) =>
  z.strictObject({
    budgets: z
      .array(
        z.strictObject({
          id: z.string().min(1).describe('names the budget in reports'),
          title: title.optional().describe('what is limited, one text or one in each language'),
          statistic: z.enum(statistics).default('p95').describe('which figure of the runs is limited'),
          maxMs: z.number().positive().describe('the limit, milliseconds'),
          typicalMs: z
            .tuple([z.number().nonnegative(), z.number().nonnegative()])
            .optional()
            .describe('what is usual, from and to, milliseconds'),
          phases: z
            .array(z.enum(phases))
            .min(1)
            .refine((named) => new Set(named).size === named.length, 'each phase may stand once')
            .optional()
            .describe('their sum is limited; all of it where left out'),
          source: z.string().min(1).default('budget file').describe('where the limit comes from'),
        }),
      )
      .min(1)
      .describe('the limits'),
  });

/**
 * Budgets of one's own, YAML or JSON. `phases` are those of what is profiled.
 * @throws KazasuError `KZS-BUDGET-FILE` with line and column: an unknown phase, a limit that is none, another field.
 */
export const readBudgets = (text: string, where: string, phases: readonly string[]): readonly Budget[] => {
  const schema = budgetFileSchema(phases as readonly [string, ...string[]]);
  const {budgets} = readSettings<z.infer<typeof schema>>(
    {
      errorId: 'KZS-BUDGET-FILE',
      title: {en: 'a budget file', ja: '時間予算のファイル'},
      schema,
    },
    text,
    where,
  );
  return budgets.map(({title: said = '', typicalMs, phases: counted, ...budget}) => ({
    ...budget,
    title: typeof said === 'string' ? {en: said || budget.id, ja: said || budget.id} : said,
    ...(typicalMs ? {typicalMs} : {}),
    ...(counted ? {phases: counted} : {}),
  }));
};
