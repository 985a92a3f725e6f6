import {z} from 'zod';
import {KazasuError, type Verdict} from '../protocol/index.ts';

const en = z.string().describe('English');
const ja = z.string().describe('Japanese');

/** One sentence or title in each language people read. */
const title = z.object({en, ja}).readonly();

const ms = z.number().nonnegative();
const id = z.string();

/** Taken from a machine in this run, asked for by a timing profile, or made of both. */
const basis = z.enum(['measured', 'modelled', 'mixed']);
const measured = 'measured on a machine in this run, modelled by a timing profile, or mixed of both';

const verdict = z.enum([
  'pass',
  'fail',
  'inconclusive',
  'not-applicable',
  'error',
]) satisfies z.ZodType<Verdict>;

const parts = {
  ms: ms.describe('Whole time, milliseconds'),
  cardMs: ms.describe('Of that in the card, milliseconds'),
  linkMs: ms.describe('Of that between card and host, milliseconds'),
  hostMs: ms.describe('Of that in the software at the reader, milliseconds'),
  centreMs: ms.describe('Of that behind the counter, milliseconds'),
  modelledCardMs: ms.describe('What the timing profile asked of the card, milliseconds'),
  modelledLinkMs: ms.describe('What the timing profile asked of the link, milliseconds'),
  basis: z
    .object({
      card: basis.describe(`Time in the card: ${measured}`),
      link: basis.describe(`Time on the link: ${measured}`),
      whole: basis.describe(`The whole: ${measured}`),
    })
    .readonly()
    .describe('How the figures came about'),
  apdus: z.int().nonnegative().describe('Commands that were exchanged'),
};

const total = z.object(parts).readonly();

const phase = z
  .object({
    id: id.describe('Names the phase within its scenario'),
    title: title.describe('What happens in it'),
    actor: z
      .enum(['card', 'link', 'host', 'centre', 'operator', 'holder', 'wait'])
      .describe('Who has the turn'),
    ...parts,
  })
  .readonly();

const budget = z
  .object({
    id: id.describe('Names the budget'),
    title: title.describe('What it limits'),
    typicalMs: z
      .tuple([ms.describe('From, milliseconds'), ms.describe('To, milliseconds')])
      .readonly()
      .describe('What is usual in the field')
      .optional(),
    maxMs: ms.describe('The limit, milliseconds'),
    actualMs: ms.describe('What it took, milliseconds'),
    verdict: z.enum(['met', 'missed', 'not-judged']).describe('Stands beside the scenario’s verdict'),
    basis: basis.describe(`The time it took: ${measured}`),
    source: z.string().describe('Number of the source in docs/sources.md, or who set the limit'),
  })
  .readonly();

const linkFloor = z
  .object({
    p50Us: z.number().nonnegative().describe('Median of a command that costs the card nothing, microseconds'),
    samples: z.int().nonnegative().describe('How many were taken'),
    how: title.describe('How they were taken'),
  })
  .readonly();

const scenarioResult = z
  .object({
    id: id.min(1).describe('Names the scenario'),
    title: title.describe('What the scenario is about'),
    verdict: verdict.describe('What came of it; a budget never changes it'),
    reason: title.describe('Why, in one sentence'),
    durationMs: ms.describe('From the first to the last step, milliseconds'),
    budgets: z.array(budget).readonly().describe('Limits of time and what came of them'),
    phases: z.array(phase).readonly().describe('The phases in their order'),
    total: total.describe('The phases together'),
    linkFloor: linkFloor.describe('The link’s own time in the same run').optional(),
    notes: z.array(title).readonly().describe('What else a reader should know'),
  })
  .readonly();

const environment = z
  .object({
    platform: z.string().describe('Operating system and processor'),
    node: z.string().describe('Version of Node.js'),
    link: z.enum(['pcsc', 'in-process']).describe('How card and terminal were connected'),
    binding: z.enum(['koffi', 'pcsclite', 'in-process']).describe('What called PC/SC'),
    reader: z.string().describe('Name of the reader'),
    pcscd: z.string().describe('Version of pcscd').optional(),
    vpcd: z.string().describe('Version of the virtual reader’s driver').optional(),
    isolation: z
      .discriminatedUnion('kind', [
        z.object({kind: z.literal('netns').describe('The virtual reader was reachable by the bench alone')}),
        z.object({
          kind: z.literal('none').describe('The virtual reader was reachable by others'),
          reason: title.describe('Why').optional(),
        }),
      ])
      .readonly()
      .describe('Who could reach the virtual reader'),
    quickAck: z.boolean().describe('Whether TCP_QUICKACK was set, without which a command costs 44 ms more'),
    timing: z.string().describe('Name of the timing profile'),
    /** How well the timing profile's numbers are known, and where the documents say so. */
    timingEvidence: z
      .object({
        grade: z.string().describe('observed, standard or bench-defined'),
        reference: z.string().describe('Number in docs/deviations.md or docs/sources.md'),
      })
      .readonly()
      .describe('How well the timing profile’s numbers are known')
      .optional(),
    /** Whose card it was, of what make. */
    card: z
      .object({
        id: id.describe('Id of the card image'),
        persona: z.string().describe('Name of the persona'),
        profile: z.string().describe('Name of the card profile'),
      })
      .readonly()
      .describe('Whose card it was, of what make')
      .optional(),
    clock: z.enum(['real', 'virtual']).describe('A virtual clock passes modelled time at once'),
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
