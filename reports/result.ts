import {z} from 'zod';
import {readKind} from './read-kind.ts';
import {
  type basis,
  budget,
  environment,
  linkFloor,
  ms,
  phase,
  title,
  total,
  verdict,
} from './result-parts.ts';

const scenarioResult = z
  .object({
    id: z.string().min(1),
    title,
    verdict,
    reason: title,
    durationMs: ms,
    budgets: z.array(budget).readonly(),
    phases: z.array(phase).readonly(),
    total,
    linkFloor: linkFloor.optional(),
    notes: z.array(title).readonly(),
  })
  .readonly();

const begin = {
  $schema: z.string().optional(),
  kind: z.literal('kazasu-result'),
  version: z.literal(1),
  product: z.object({name: z.string(), version: z.string()}).readonly(),
  startedAt: z.iso.datetime(),
  environment,
};

/** The schema of `result.json`; a JSON Schema can be printed from it with `z.toJSONSchema`. */
export const kazasuResultSchema = z
  .object({...begin, finishedAt: z.iso.datetime(), results: z.array(scenarioResult).readonly()})
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
