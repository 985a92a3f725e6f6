import {z} from 'zod';
import {readKind} from './read-kind.ts';
import {
  type basis,
  budget,
  change,
  comparison,
  environment,
  linkFloor,
  ms,
  parameters,
  phase,
  title,
  total,
  verdict,
} from './result-parts.ts';

const scenarioResult = z
  .object({
    id: z.string().min(1).describe('Names the scenario'),
    title: title.describe('What the scenario is about'),
    verdict: verdict.describe('What came of it; a budget never changes it'),
    reasonId: z.string().describe('Names the reason, the same in every language and version').optional(),
    reason: title.describe('Why, in one sentence'),
    documented: z
      .object({
        verdict: verdict.describe('The verdict of the dialogue itself'),
        reasonId: z.string().describe('Its reason'),
      })
      .readonly()
      .describe('What the run was held against; the verdict then says whether it ended so')
      .optional(),
    parameters: parameters.optional(),
    durationMs: ms.describe('From the first to the last step, milliseconds'),
    budgets: z.array(budget).readonly().describe('Limits of time and what came of them'),
    comparisons: z
      .array(comparison)
      .readonly()
      .describe('The whole and each phase held against an earlier series')
      .optional(),
    preparation: z
      .array(phase)
      .readonly()
      .describe('What establishing the preconditions took; no part of the total, and judged by no budget')
      .optional(),
    phases: z.array(phase).readonly().describe('The phases in their order'),
    reinsertion: total
      .describe(
        'Taking the card out, putting it in again and connecting to it, between the phases; absent where that took nothing',
      )
      .optional(),
    between: total
      .describe(
        'What else was done between the phases; absent where nothing was, so that they alone are the total',
      )
      .optional(),
    total: total.describe('The phases together, and what was done between them'),
    changes: z
      .array(change)
      .readonly()
      .describe('What is otherwise on the card and behind the counter; absent where it could not be seen')
      .optional(),
    linkFloor: linkFloor.describe('The link’s own time in the same run').optional(),
    notes: z.array(title).readonly().describe('What else a reader should know'),
  })
  .readonly();

const begin = {
  $schema: z.string().describe('Address of this schema').optional(),
  kind: z.literal('kazasu-result').describe('Tells a result from any other JSON'),
  version: z.literal(1).describe('Version of this format'),
  product: z
    .object({name: z.string().describe('Name'), version: z.string().describe('Version')})
    .readonly()
    .describe('What made the result'),
  startedAt: z.iso.datetime().describe('When the run began, ISO 8601 in UTC'),
  environment: environment.describe('What the figures depend on'),
};

/** The schema of `result.json`; a JSON Schema can be printed from it with `z.toJSONSchema`. */
export const kazasuResultSchema = z
  .object({
    ...begin,
    finishedAt: z.iso.datetime().describe('When the run ended, ISO 8601 in UTC'),
    results: z.array(scenarioResult).readonly().describe('The scenarios in the order of the run'),
  })
  .readonly();

/** Milliseconds by where they went; `basis` says of card and link whether a machine or a profile set them. */
export type PartsResult = z.infer<typeof total>;
export type Basis = z.infer<typeof basis>;
export type PhaseResult = z.infer<typeof phase>;

/** A limit and what came of it. It stands beside the verdict and never changes it. */
export type BudgetResult = z.infer<typeof budget>;

/** What an exchange costs besides the card and its bytes, microseconds. */
export type LinkFloorResult = z.infer<typeof linkFloor>;

/** One scenario: verdict with reason, budgets, phases. A `ScenarioOutcome` of the engine is one. */
export type ScenarioResult = z.infer<typeof scenarioResult>;

/** What the figures depend on, so that somebody else can take them again. */
export type ResultEnvironment = z.infer<typeof environment>;

/** One run: the master from which every format is made. Times are ISO 8601 in UTC. */
export type KazasuResult = z.infer<typeof kazasuResultSchema>;

/** What is known of a run when it begins. */
export type ResultBegin = Omit<KazasuResult, 'finishedAt' | 'results'>;

/**
 * The result in a JSON text.
 * @throws KazasuError `KZS-REPORT-FORMAT`: no JSON, another kind or version, or a field that does not fit.
 */
export const readResult = (text: string): KazasuResult =>
  readKind(kazasuResultSchema, text, {
    errorId: 'KZS-REPORT-FORMAT',
    expected: {en: 'a kazasu-result of version 1', ja: 'バージョン1の kazasu-result'},
  });
