import {basename} from 'node:path';
import type {Sentence} from '../../protocol/index.ts';
import type {KazasuProfile} from '../../reports/index.ts';
import type {Budget} from '../../scenarios/budgets/budget.ts';
import {scenariosMatching} from '../../scenarios/catalogue/catalogue.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import {shownValues} from '../../scenarios/parameters/parameter-values.ts';
import {dialoguePhaseIds} from '../../scenarios/profile/dialogue-phases.ts';
import {readBudgetFile} from '../budget-option.ts';
import {allScenarios, type OwnScenarioChoice} from '../run/own-scenarios.ts';
import {type ParameterChoice, withParameters} from '../run/parameter-options.ts';
import {heldAgainst, type MisbehaviourChoice} from '../run/scenario-choice.ts';
import {UsageError} from '../usage-error.ts';

/** What is profiled. */
export type Subject =
  | {readonly kind: 'scenario'; readonly id: string; readonly title: Sentence; readonly scenario: Scenario}
  | {
      readonly kind: 'program';
      readonly id: string;
      readonly title: Sentence;
      readonly words: readonly string[];
    };

/** The options that say what is profiled. */
export interface SubjectChoice extends MisbehaviourChoice, OwnScenarioChoice, ParameterChoice {
  readonly scenario: string | undefined;
  readonly '--'?: string[];
}

/** What the command line means; usage that means neither, or more than one scenario, is refused. */
export const subjectOf = async ({
  scenario,
  '--': words = [],
  misbehaviour,
  'expect-documented': documented,
  ...options
}: SubjectChoice): Promise<Subject> => {
  const [program] = words;
  if ((scenario === undefined) === (program === undefined)) {
    throw new UsageError({
      en: 'kazasu profile expects either a scenario or a program behind --',
      ja: 'kazasu profile にはシナリオ、または -- の後のプログラムのどちらかを指定してください',
    });
  }
  if (program !== undefined) {
    if (misbehaviour !== undefined || documented) {
      throw new UsageError({
        en: '--misbehaviour and --expect-documented go with a scenario, but a program came: it asks nobody of this bench',
        ja: '--misbehaviour と --expect-documented はシナリオに対して指定しますが、プログラムが指定されました(プログラムはこの環境のセンターに照会しません)',
      });
    }
    const beside = (['scenarios', 'parameters', 'set', 'timeout'] as const).filter(
      (name) => options[name] !== undefined,
    );
    if (beside.length > 0) {
      const names = beside.map((name) => `--${name}`).join(', ');
      throw new UsageError({
        en: `${names} goes with a scenario, but a program came`,
        ja: `${names} はシナリオに対して指定しますが、プログラムが指定されました`,
      });
    }
    const id = basename(program);
    return {kind: 'program', id, title: {en: 'a program over PC/SC', ja: 'PC/SC経由のプログラム'}, words};
  }
  const all = await allScenarios(options);
  const found = scenariosMatching(scenario ?? '', all);
  const [one] = withParameters(found, all, options);
  if (!one || found.length > 1) {
    throw new UsageError({
      en: `kazasu profile expects one scenario, but "${scenario}" matches ${found.map(({id}) => id).join(', ')}`,
      ja: `シナリオは1つだけ指定しますが、「${scenario}」は ${found.map(({id}) => id).join(', ')} に一致します`,
    });
  }
  return {kind: 'scenario', id: one.id, title: one.title, scenario: one};
};

/** What cannot be played so often, or with a card that is kept, is refused before the first run. */
export const checkSeries = (
  subject: Subject,
  {runs, card}: {readonly runs: number; readonly card: string | undefined},
): void => {
  if (subject.kind !== 'scenario') {
    return;
  }
  const {id, repeatable = true, onCardFile = true} = subject.scenario;
  if (runs > 1 && !repeatable) {
    throw new UsageError({
      en: `${id} can be played once on a card and no series is made of it, but --runs is ${runs}: expected --runs 1`,
      ja: `${id} は1枚のカードで1回しか実行できません。--runs は 1 ですが、${runs} が指定されました`,
    });
  }
  if (card !== undefined && !onCardFile) {
    throw new UsageError({
      en: `${id} goes on into later hours or days and would leave a certificate on the card that nobody believes today: leave out --card`,
      ja: `${id} は後の時刻または日付まで進み、当日には信頼されない証明書がカードに残ります。--card を外してください`,
    });
  }
};

/** The subject, held against what is documented where the options ask for it. */
export const heldSubject = (subject: Subject, options: MisbehaviourChoice, persona: string): Subject =>
  subject.kind === 'scenario'
    ? {...subject, scenario: heldAgainst(subject.scenario, options, persona)}
    : subject;

/** The subject as a profile names it. */
export const describedSubject = (subject: Subject): KazasuProfile['profile']['subject'] => {
  const {kind, id, title} = subject;
  return kind === 'scenario' && subject.scenario.parameters
    ? {kind, id, title, parameters: shownValues(subject.scenario)}
    : {kind, id, title};
};

/** The budgets a profile is held against: those of a file, else the scenario's own. Throws `KZS-BUDGET-FILE`. */
export const budgetsOf = (budgets: string | undefined, subject: Subject): readonly Budget[] => {
  if (budgets === undefined) {
    return subject.kind === 'scenario' ? subject.scenario.budgets : [];
  }
  const phases = subject.kind === 'scenario' ? subject.scenario.phases.map(({id}) => id) : dialoguePhaseIds;
  return readBudgetFile(budgets, phases);
};
