import {z} from 'zod';
import {KazasuError, type Verdict} from '../protocol/index.ts';

/** One sentence or title in each language people read. */
const title = z.object({en: z.string(), ja: z.string()}).readonly();

const ms = z.number().nonnegative();

/** Taken from a machine in this run, asked for by a timing profile, or made of both. */
const basis = z.enum(['measured', 'modelled', 'mixed']);

const verdict = z.enum([
  'pass',
  'fail',
  'inconclusive',
  'not-applicable',
  'error',
]) satisfies z.ZodType<Verdict>;

const parts = {
  ms,
  cardMs: ms,
  linkMs: ms,
  hostMs: ms,
  centreMs: ms,
  modelledCardMs: ms,
  modelledLinkMs: ms,
  basis: z.object({card: basis, link: basis, whole: basis}).readonly(),
  apdus: z.int().nonnegative(),
};

const total = z.object(parts).readonly();

const phase = z
  .object({
    id: z.string(),
    title,
    actor: z.enum(['card', 'link', 'host', 'centre', 'operator', 'holder', 'wait']),
    ...parts,
  })
  .readonly();

const budget = z
  .object({
    id: z.string(),
    title,
    typicalMs: z.tuple([ms, ms]).readonly().optional(),
    maxMs: ms,
    actualMs: ms,
    verdict: z.enum(['met', 'missed', 'not-judged']),
    basis,
    source: z.string(),
  })
  .readonly();

const linkFloor = z
  .object({p50Us: z.number().nonnegative(), samples: z.int().nonnegative(), how: title})
  .readonly();

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

const environment = z
  .object({
    platform: z.string(),
    node: z.string(),
    link: z.enum(['pcsc', 'in-process']),
    binding: z.enum(['koffi', 'pcsclite', 'in-process']),
    reader: z.string(),
    pcscd: z.string().optional(),
    vpcd: z.string().optional(),
    isolation: z
      .discriminatedUnion('kind', [
        z.object({kind: z.literal('netns')}),
        z.object({kind: z.literal('none'), reason: title.optional()}),
      ])
      .readonly(),
    quickAck: z.boolean(),
    timing: z.string(),
    /** Seed of the spread around modelled times. */
    timingSeed: z.union([z.int().nonnegative(), z.literal('none')]).optional(),
    /** How well the timing profile's numbers are known, and where the documents say so. */
    timingEvidence: z.object({grade: z.string(), reference: z.string()}).readonly().optional(),
    /** Whose card it was, of what make. */
    card: z.object({id: z.string(), persona: z.string(), profile: z.string()}).readonly().optional(),
    clock: z.enum(['real', 'virtual']),
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
export const readResult = (text: string): KazasuResult => {
  const read = kazasuResultSchema.safeParse(parsed(text));
  if (read.success) {
    return read.data;
  }
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || '(top)';
  throw formatError(`${where}: ${issue?.message ?? 'it does not fit'}`);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw formatError(error instanceof Error ? error.message : String(error));
  }
};

const formatError = (found: string): KazasuError =>
  new KazasuError('KZS-REPORT-FORMAT', {
    en: `a kazasu-result of version 1 was expected, but this came: ${found}`,
    ja: `バージョン1の kazasu-result が必要ですが、内容が合いません: ${found}`,
  });
