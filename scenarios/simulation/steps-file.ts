import {stringify} from 'yaml';
import {z} from 'zod';
import {readSettings, type Sentence} from '../../protocol/index.ts';
import {defaultSteps} from './default-steps.ts';
import {type Job, jobNames, type StepTable, stepEvidence} from './step-table.ts';

const longestStepSeconds = 3600;
const mostSteps = 100;

const step = z.strictObject({
  actor: z
    .enum(['operator', 'wait'])
    .describe('operator: in the operator’s hands; wait: the operator may do something else'),
  seconds: z
    .number()
    .nonnegative()
    .max(longestStepSeconds)
    .describe('how long it takes, to the millisecond, at most an hour'),
  title: z
    .union([
      z.string().min(1),
      z.strictObject({en: z.string().describe('English'), ja: z.string().describe('Japanese')}),
    ])
    .optional()
    .describe('what is done, one text or one in each language'),
  cardManagement: z
    .boolean()
    .optional()
    .describe('whether a wait is for the card management system, which has busy hours'),
});

const job = (what: string) =>
  z
    .strictObject({
      evidence: z.enum(stepEvidence).default('bench-defined').describe('how well the durations are known'),
      reference: z.string().min(1).default('steps file').describe('where the durations come from'),
      steps: z.array(step).min(1).max(mostSteps).describe('the steps in their order'),
    })
    .refine(({steps}) => steps.some(({seconds}) => seconds >= 0.001), {
      message: 'one of the steps was expected to take time',
      params: {ja: '所要時間のある手順が1つは必要です'},
    })
    .optional()
    .describe(`${what}; the built-in steps where left out`);

/** The schema of a steps file. */
export const stepsFileSchema = z.strictObject({
  kind: z.literal('kazasu-steps').describe('says what the file is'),
  version: z.literal(1).describe('version of this format'),
  setting: job('setting before delivery (交付前設定)'),
  preInstall: job('pre-install (事前搭載) without a link to the resident register'),
  preInstallLinked: job('pre-install with a link to the resident register'),
});

type StepsFile = z.infer<typeof stepsFileSchema>;

/**
 * Steps of one's own, YAML or JSON; jobs that are left out are the built-in ones.
 * @throws KazasuError `KZS-SIMULATION-STEPS` with line and column: a negative time, another actor, another field.
 */
export const readSteps = (text: string, where: string): StepTable => {
  const file = readSettings<StepsFile>(
    {
      errorId: 'KZS-SIMULATION-STEPS',
      title: {en: 'a steps file', ja: '手順のファイル'},
      schema: stepsFileSchema,
    },
    text,
    where,
  );
  const builtIn = defaultSteps();
  const [setting, preInstall, preInstallLinked] = jobNames.map((name) => {
    const given = file[name];
    return given ? jobOf(given) : builtIn[name];
  }) as [Job, Job, Job];
  return {setting, preInstall, preInstallLinked};
};

const jobOf = ({evidence, reference, steps}: NonNullable<StepsFile['setting']>): Job => {
  const read = steps.map(({actor, seconds, title, cardManagement = false}, number) => ({
    title: titleOf(title, number + 1),
    actor,
    ms: Math.round(seconds * 1000),
    cardManagement,
  }));
  return {evidence, reference, steps: read};
};

type Title = NonNullable<StepsFile['setting']>['steps'][number]['title'];

const titleOf = (title: Title, number: number): Sentence =>
  title === undefined
    ? {en: `step ${number}`, ja: `手順${number}`}
    : typeof title === 'string'
      ? {en: title, ja: title}
      : title;

/** A steps file of a table, YAML, to begin one's own with. */
export const stepsFileText = (table: StepTable): string => {
  const jobs = jobNames.map((name) => {
    const {evidence, reference, steps} = table[name];
    const written = steps.map(({title, actor, ms, cardManagement}) => ({
      actor,
      seconds: ms / 1000,
      title,
      ...(cardManagement ? {cardManagement} : {}),
    }));
    return [name, {evidence, reference, steps: written}];
  });
  return stringify({kind: 'kazasu-steps', version: 1, ...Object.fromEntries(jobs)});
};
