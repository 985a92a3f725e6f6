import {z} from 'zod';
import {KazasuError, placeInModule, type Sentence} from '../../protocol/index.ts';
import {PinBlocked, UnexpectedStatus, WrongPin} from '../../terminal/index.ts';
import {
  type Ending,
  type Phase,
  type Precondition,
  type Recovery,
  Refused,
  type Scenario,
} from '../engine/scenario.ts';
import type {Stage} from '../engine/stage.ts';
import {maskedValue} from '../parameters/parameter-values.ts';
import {notDeclared, verdicts} from './scenario-shape.ts';
import {withStrayErrors} from './stray-errors.ts';

/** A dialogue that goes round in circles on a virtual clock takes no time, and each step is a row. Bench-defined, D247 */
const mostSteps = 10_000;

type Work<T> = (stage: Stage) => Promise<T>;
type Run = Work<Ending>;

/** A scenario of a user: its steps are those it declares, it ends in an ending or in an error that says where. */
export const guardedScenario = (scenario: Scenario, path: string): Scenario => {
  const guarded = (run: Run): Run => guardedRun(scenario, path, run);
  const {variants, preconditions, recovery} = scenario;
  const prepared = (ones: readonly Precondition[]): readonly Precondition[] =>
    ones.map((one) => ({...one, establish: guardedWork(scenario, path, (stage) => one.establish(stage))}));
  return {
    ...scenario,
    ...(preconditions ? {preconditions: prepared(preconditions)} : {}),
    ...(recovery ? {recovery: guardedRecovery(scenario, path, recovery)} : {}),
    ...(variants
      ? {
          variants: variants.map((variant) => ({
            ...variant,
            ...(variant.preconditions ? {preconditions: prepared(variant.preconditions)} : {}),
            ...(variant.run ? {run: guarded((stage) => (variant.run as Run)(stage))} : {}),
          })),
        }
      : {}),
    run: guarded((stage) => scenario.run(stage)),
  };
};

const guardedRecovery = (scenario: Scenario, path: string, recovery: Recovery): Recovery => ({
  ...recovery,
  invariants: recovery.invariants.map((one) => ({
    ...one,
    broken: guardedWork(scenario, path, (stage) => one.broken(stage)),
  })),
  recover: guardedRun(scenario, path, (stage) => recovery.recover(stage)),
});

const guardedRun = (scenario: Scenario, path: string, run: Run): Run => {
  const guarded = guardedWork(scenario, path, async (stage) => checkedEnding(scenario.id, await run(stage)));
  return async (stage) => maskedEnding(await guarded(stage), secretsOf(scenario, stage));
};

const guardedWork =
  <T>(scenario: Scenario, path: string, work: Work<T>): Work<T> =>
  async (stage) => {
    const watch = {over: false, steps: 0};
    try {
      return await withStrayErrors(async () => work(watchedStage(scenario, stage, watch)));
    } catch (error) {
      throw masked(thrown(scenario.id, path, error), secretsOf(scenario, stage));
    } finally {
      watch.over = true;
    }
  };

/** The same stage, as it is at every moment; a step begins only while the work goes on, and is a declared one. */
const watchedStage = (scenario: Scenario, stage: Stage, watch: {over: boolean; steps: number}): Stage =>
  Object.create(stage, {
    step: {
      enumerable: true,
      value: (step: Phase, work: () => unknown) => {
        if (watch.over) {
          throw new KazasuError('KZS-SCENARIO-OVER', overSentence(scenario.id));
        }
        watch.steps += 1;
        if (watch.steps > mostSteps) {
          throw new KazasuError('KZS-SCENARIO-STEPS', tooManySteps(scenario.id));
        }
        return stage.step(declaredPhase(scenario, step), work);
      },
    },
  }) as Stage;

/** What must stand in no reason: it would be in every report. */
const secretsOf = ({parameters = {}}: Scenario, {secrets, parameters: values}: Stage): readonly string[] => [
  ...Object.values(secrets),
  ...Object.entries(parameters)
    .filter(([, {secret}]) => secret)
    .map(([name]) => String(values[name])),
];

const overSentence = (id: string): Sentence => ({
  en: `${id} was over, but it began another step`,
  ja: `${id} は終了後に別のステップを始めました`,
});

const tooManySteps = (id: string): Sentence => ({
  en: `${id} was expected to end within ${mostSteps} steps, but it did not`,
  ja: `${id} は ${mostSteps} ステップ以内に終わるはずでしたが、終わりませんでした`,
});

/** As it was declared, but for what people take in it, which may depend on the run. */
const declaredPhase = ({id, phases, recovery}: Scenario, step: Partial<Phase> | undefined): Phase => {
  const declared = [...phases, ...(recovery?.phases ?? [])].find((phase) => phase.id === step?.id);
  if (!declared) {
    const {en, ja} = notDeclared(
      String(step?.id),
      phases.map((phase) => phase.id),
    );
    throw new KazasuError('KZS-SCENARIO-PHASE', {en: `${id}: ${en}`, ja: `${id}: ${ja}`});
  }
  const {usualMs = declared.usualMs} = step ?? {};
  return usualMs === undefined ? declared : {...declared, usualMs};
};

const endingSchema = z.object({
  verdict: z.enum(verdicts),
  reasonId: z.string().optional(),
  reason: z.object({en: z.string(), ja: z.string()}),
});

const checkedEnding = (id: string, ending: unknown): Ending => {
  const read = endingSchema.safeParse(ending);
  if (read.success) {
    const {verdict, reasonId, reason} = read.data;
    return {verdict, ...(reasonId === undefined ? {} : {reasonId}), reason};
  }
  const [issue] = read.error.issues;
  const place = ['ending', ...(issue?.path ?? [])].map(String).join('.');
  throw new KazasuError('KZS-SCENARIO-ENDING', {
    en: `${id} was expected to end in {verdict, reasonId, reason: {en, ja}}, but at ${place}: ${issue?.message ?? ''}`,
    ja: `${id} は {verdict, reasonId, reason: {en, ja}} を返すはずですが、${place}: ${issue?.message ?? ''}`,
  });
};

/** Errors of ours say enough; of any other, its name, its first line and its place. */
const thrown = (id: string, path: string, error: unknown): KazasuError => {
  if (error instanceof KazasuError) {
    return error;
  }
  const what =
    error instanceof Error
      ? `${error.name}${at(placeInModule(path, error.stack ?? ''))}: ${error.message.split('\n')[0]}`
      : `something that is no Error: ${String(error).slice(0, 200)}`;
  return new KazasuError('KZS-SCENARIO-THREW', {
    en: `${id} threw ${what}`,
    ja: `${id} で例外が発生しました: ${what}`,
  });
};

const at = (place: string | undefined): string => (place === undefined ? '' : ` at ${place}`);

/** The card's own refusals keep their kind, which is their verdict; no secret of a holder is in them. */
const masked = (error: KazasuError, secrets: readonly string[]): KazasuError => {
  if (error instanceof UnexpectedStatus || error instanceof WrongPin || error instanceof PinBlocked) {
    return error;
  }
  const sentence = maskedSentence(error.sentence, secrets);
  return error instanceof Refused
    ? new Refused(sentence, error.reasonId)
    : new KazasuError(error.id, sentence);
};

const maskedEnding = (ending: Ending, secrets: readonly string[]): Ending => ({
  ...ending,
  reason: maskedSentence(ending.reason, secrets),
});

const maskedSentence = ({en, ja}: Sentence, secrets: readonly string[]): Sentence => ({
  en: without(en, secrets),
  ja: without(ja, secrets),
});

/** Whole words only: 1234 is a PIN, and 12345 ms are none. */
const without = (text: string, secrets: readonly string[]): string =>
  secrets
    .filter((secret) => secret !== '')
    .reduce(
      (rest, secret) =>
        rest.replace(
          new RegExp(`(?<![A-Za-z0-9])${secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![A-Za-z0-9])`, 'g'),
          maskedValue,
        ),
      text,
    );
