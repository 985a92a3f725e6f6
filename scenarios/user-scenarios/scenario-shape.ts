import {z} from 'zod';
import {misbehaviourNamed} from '../../centre/index.ts';
import {type SlowChip, timingProfiles} from '../../emulator/index.ts';
import {lifeCycleStates, type Sentence, type Verdict} from '../../protocol/index.ts';
import {type Budget, statistics} from '../budgets/budget.ts';
import {type Disturbance, disturbanceNames} from '../engine/disturbance.ts';
import type {
  Actor,
  Expectation,
  Invariant,
  Phase,
  Precondition,
  Recovery,
  Scenario,
  Setting,
  Variant,
} from '../engine/scenario.ts';
import {parameterTableShape} from './parameter-shape.ts';
import {fieldOf, refusing} from './refusing.ts';
import {allowedValues} from './variant-values.ts';

/** One row for each field, so that a field that the type gains and this does not know is seen by the compiler. */
type Shape<T> = Readonly<Record<keyof T, z.ZodType>>;

const title = z.strictObject({en: z.string().min(1), ja: z.string().min(1)});
const aFunction = z.custom(
  (value) => typeof value === 'function',
  refusing({en: 'a function was expected', ja: '関数が必要です'}),
);

const name = '[a-z0-9]+(?:-[a-z0-9]+)*';
const fits = (pattern: string, sentence: Sentence) =>
  z.string().refine((text) => new RegExp(`^${pattern}$`).test(text), refusing(sentence));
const scenarioId = fits(`${name}(?:/${name})+`, {
  en: 'small letters, digits and - were expected, with / behind a group, such as mine/gate',
  ja: '英小文字・数字・「-」と、グループ名の後の「/」が必要です(例: mine/gate)',
});
const plainId = fits(name, {
  en: 'small letters, digits and - were expected',
  ja: '英小文字・数字・「-」だけが使えます',
});

const actors = ['card', 'host', 'centre', 'operator', 'holder', 'wait'] as const satisfies readonly Actor[];
export const verdicts = [
  'pass',
  'fail',
  'inconclusive',
  'not-applicable',
  'error',
] as const satisfies readonly Verdict[];

const phase = z.strictObject({
  id: plainId,
  title,
  actor: z.enum(actors),
  usualMs: z.number().nonnegative().optional(),
} satisfies Shape<Phase>);

const places = z.array(z.string().min(1));
const lifeCycle = z.enum(lifeCycleStates);

const budget = z.strictObject({
  id: z.string().min(1),
  title,
  typicalMs: z.tuple([z.number().nonnegative(), z.number().nonnegative()]).optional(),
  statistic: z.enum(statistics),
  maxMs: z.number().positive(),
  phases: z.array(z.string()).min(1).optional(),
  actors: z.array(z.enum(actors)).min(1).optional(),
  source: z.string().min(1),
  quote: z.string().optional(),
} satisfies Shape<Budget>);

const isMisbehaviour = (named: string): boolean => {
  try {
    misbehaviourNamed(named);
    return true;
  } catch {
    return false;
  }
};

const misbehaviour = z
  .string()
  .refine(
    isMisbehaviour,
    refusing({
      en: 'the name of a misbehaviour (docs/misbehaviours.md) was expected',
      ja: '異常動作の名前(docs/misbehaviours.md)が必要です',
    }),
  )
  .optional();

const disturbance = z.strictObject({
  what: z.enum(disturbanceNames),
  phase: plainId,
  command: z.int().positive().optional(),
} satisfies Shape<Disturbance>);

const precondition = z.strictObject({
  id: plainId,
  title,
  establish: aFunction,
} satisfies Shape<Precondition>);

const recovery = z.strictObject({
  phases: z.array(phase).optional(),
  invariants: z.array(z.strictObject({id: plainId, title, broken: aFunction} satisfies Shape<Invariant>)),
  recover: aFunction,
} satisfies Shape<Recovery>);

const slowChip = z.strictObject({
  profile: z.enum(Object.keys(timingProfiles)),
  times: z.number().positive(),
} satisfies Shape<SlowChip>);

const setting = z.strictObject({
  persona: z.string().min(1).optional(),
  cardProfile: z.string().min(1).optional(),
  misbehaviour,
  fallback: z.strictObject({misbehaviour}).optional(),
  aheadMinutes: z.number().optional(),
  issuerUnknown: z.boolean().optional(),
  slowChip: slowChip.optional(),
  lifeCycle: lifeCycle.optional(),
  disturbance: disturbance.optional(),
} satisfies Shape<Setting>);

const expected = z.strictObject({
  verdict: z.enum(verdicts),
  reasonId: z.string().min(1),
  triesLost: z.int().nonnegative().optional(),
  changes: places.optional(),
  budgets: z.record(z.string(), z.enum(['met', 'missed'])).optional(),
} satisfies Shape<Expectation>);

const variant = z.strictObject({
  id: plainId,
  failure: plainId.optional(),
  title,
  setting: setting.optional(),
  values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
  expected,
  preconditions: z.array(precondition).optional(),
  onCardFile: z.boolean().optional(),
  run: aFunction.optional(),
} satisfies Shape<Variant>);

/** Ids that came before; each is told where it stands the second time. */
const unique = (
  rows: readonly {readonly id: string}[],
  path: string,
  context: z.core.$RefinementCtx,
): void => {
  const seen = new Set<string>();
  for (const [i, {id}] of rows.entries()) {
    if (seen.has(id)) {
      context.addIssue(
        fieldOf([path, i, 'id'], {en: `"${id}" is taken already`, ja: `「${id}」は使用済みです`}),
      );
    }
    seen.add(id);
  }
};

const declaredPhases = (
  {phases, budgets = [], variants = []}: Read,
  context: z.core.$RefinementCtx,
): void => {
  const ids = phases.map(({id}) => id);
  for (const [i, {phases: counted = []}] of budgets.entries()) {
    for (const [k, id] of counted.entries()) {
      if (!ids.includes(id)) {
        context.addIssue(fieldOf(['budgets', i, 'phases', k], notDeclared(id, ids)));
      }
    }
  }
  for (const [i, {setting}] of variants.entries()) {
    const disturbed = setting?.disturbance?.phase;
    if (disturbed !== undefined && !ids.includes(disturbed)) {
      context.addIssue(
        fieldOf(['variants', i, 'setting', 'disturbance', 'phase'], notDeclared(disturbed, ids)),
      );
    }
  }
};

/** Says so of a phase that is used and stands not among those of the scenario. */
export const notDeclared = (id: string, ids: readonly string[]): Sentence => ({
  en: `the phase "${id}" is not declared; those are ${ids.join(', ')}`,
  ja: `フェーズ「${id}」は宣言されていません(宣言されているのは ${ids.join('、')})`,
});

/** What a scenario of a user must be. */
export const scenarioShape = z
  .strictObject({
    id: scenarioId,
    title,
    source: z.string().min(1),
    phases: z.array(phase).min(1),
    budgets: z.array(budget).optional(),
    parameters: parameterTableShape.optional(),
    personas: z.array(z.string()).optional(),
    lifeCycle: lifeCycle.optional(),
    links: z
      .array(z.enum(['pcsc', 'in-process']))
      .min(1)
      .optional(),
    preconditions: z.array(precondition).optional(),
    changes: places.optional(),
    recovery: recovery.optional(),
    asksAboutRevocation: z.boolean().optional(),
    onCardFile: z.boolean().optional(),
    repeatable: z.boolean().optional(),
    variants: z.array(variant).optional(),
    setting: setting.optional(),
    expected: expected.optional(),
    run: aFunction,
  } satisfies Shape<Omit<Scenario, 'ownValues' | 'chosenOtherwise'>>)
  .superRefine((scenario, context) => {
    unique(scenario.phases, 'phases', context);
    unique(scenario.budgets ?? [], 'budgets', context);
    unique(scenario.variants ?? [], 'variants', context);
    declaredPhases(scenario, context);
    allowedValues(scenario as Pick<Scenario, 'parameters' | 'variants'>, context);
  });

interface Read {
  readonly phases: readonly {readonly id: string}[];
  readonly budgets?: readonly {readonly phases?: readonly string[] | undefined}[] | undefined;
  readonly variants?:
    | readonly {
        readonly setting?: {readonly disturbance?: {readonly phase: string} | undefined} | undefined;
      }[]
    | undefined;
}
