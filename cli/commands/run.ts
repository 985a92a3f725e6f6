import {join} from 'node:path';
import type {CommandModule} from 'yargs';
import {worstVerdict} from '../../protocol/index.ts';
import {reportFiles} from '../../reports/reporters.ts';
import {scenariosMatching} from '../../scenarios/catalogue/catalogue.ts';
import type {ScenarioOutcome} from '../../scenarios/engine/outcome.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import {type AppletChoice, appletOption} from '../applet-option.ts';
import {benchOptions, chosenClock} from '../bench-options.ts';
import {readBudgetFile} from '../budget-option.ts';
import {cardOptions, cardRemark} from '../card-options.ts';
import {exitStatus, exitStatusHelp, statusOfVerdict} from '../exit-status.ts';
import {interruptedStatus, takeInterruptions} from '../interruption.ts';
import {languageOf, languageOption, say} from '../language.ts';
import {print, remark} from '../output.ts';
import {
  type DisturbChoice,
  disturbedRuns,
  disturbedSummary,
  disturbOption,
  toDisturb,
} from '../run/disturb-option.ts';
import {chosenJobs, type JobsChoice, jobsOption} from '../run/jobs-option.ts';
import {listScenarios} from '../run/list-scenarios.ts';
import {allScenarios, type OwnScenarioChoice, ownScenarioOptions} from '../run/own-scenarios.ts';
import {type ParameterChoice, parameterOptions, withParameters} from '../run/parameter-options.ts';
import {playInTurn, type RunParts} from '../run/play-in-turn.ts';
import {playOnThreads} from '../run/play-on-threads.ts';
import type {Circumstances} from '../run/play-one.ts';
import {chosenScenarios, misbehaviourOptions, variantOptions} from '../run/scenario-choice.ts';
import {stepsOutOption, writeSteps} from '../run/steps-out.ts';
import {runReport} from '../run-report.ts';
import {chooseTiming} from '../timing/timing-option.ts';
import {openTrace, traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';
import {checkTarget} from '../writable-target.ts';

export interface RunCommandOptions
  extends AppletChoice,
    OwnScenarioChoice,
    ParameterChoice,
    JobsChoice,
    DisturbChoice {
  scenario: string[];
  persona: string | undefined;
  'card-profile': string | undefined;
  card: string | undefined;
  timing: string;
  'timing-seed': string;
  link: string;
  clock: string;
  pin: string | undefined;
  budgets: string | undefined;
  misbehaviour: string | undefined;
  fallback: string;
  'expect-documented': boolean;
  variant: string | undefined;
  variants: boolean;
  list: boolean;
  out: string;
  trace: string | undefined;
  'steps-out': string | undefined;
  json: boolean;
  lang: string | undefined;
}

/** `kazasu run [SCENARIO…]`: timed dialogues with a verdict. */
export const run: CommandModule<object, RunCommandOptions> = {
  command: 'run [scenario..]',
  describe: 'Run a scenario, or all that match patterns, and report verdict, phases and budgets',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        array: true,
        default: ['*'],
        describe: 'Ids or patterns, such as jpki/login or "jpki/*"',
      })
      .options(cardOptions)
      .options(appletOption)
      .options(languageOption)
      .option('timing', {type: 'string', default: 'contactless-106', describe: cardOptions.timing.describe})
      .options(benchOptions)
      .option('pin', {
        type: 'string',
        describe: 'User authentication PIN to type instead of the one the card was given',
      })
      .option('budgets', {
        type: 'string',
        describe: 'Budgets of your own, YAML or JSON, instead of the scenario’s; with one scenario',
      })
      .options(jobsOption)
      .options(ownScenarioOptions)
      .options(parameterOptions)
      .options(variantOptions)
      .options(disturbOption)
      .options(misbehaviourOptions)
      .option('out', {type: 'string', default: 'out', describe: 'Directory for result.json, TAP and JUnit'})
      .options(traceOption)
      .options(stepsOutOption)
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print the result as JSON instead of the table',
      })
      .example('$0 run jpki/login', 'A JPKI log-in, timed against its 1 to 2 s')
      .example(
        '$0 run jpki/login --variants',
        'Everything that may go wrong with a log-in, each held against its end',
      )
      .example(
        '$0 run --misbehaviour ocsp-wrong-nonce --expect-documented',
        'Passes when everyone refuses who must',
      )
      .epilogue(exitStatusHelp),
  async handler(options) {
    const language = languageOf(options.lang);
    const all = await allScenarios(options);
    if (options.list) {
      const listed = withParameters(scenariosMatching(options.scenario, all), all, options);
      listScenarios(listed, language, options.json);
      return;
    }
    const meant = withBudgets(withParameters(chosenScenarios(options, all), all, options), options.budgets);
    const disturb = options.disturb && toDisturb(options.disturb, meant);
    // Refused before anything is written; how many are played is known later.
    chosenJobs(options, meant.length);
    const clock = chosenClock(options);
    const report = runReport({directory: options.out, language, json: options.json});
    await checkTarget('out', join(options.out, reportFiles.json));
    if (options['steps-out'] !== undefined) {
      await checkTarget('steps-out', options['steps-out']);
    }
    const interruptions = takeInterruptions();
    const trace = openTrace(options, clock, language);
    const timing = chooseTiming(options);
    const circumstances: Circumstances = {options: playedOptions(options), timing, language};
    const disturbed = disturb && (await disturbedRuns(disturb, circumstances, interruptions));
    const chosen = disturbed?.flatMap(({runs}) => runs) ?? meant;
    const jobs = chosenJobs(options, chosen.length);
    const parts: RunParts = {
      circumstances,
      clock,
      interruptions,
      ...(trace ? {write: (event) => trace.write(event)} : {}),
      remark: cardRemark(language),
      begin: report.begin,
    };
    const outcomes: ScenarioOutcome[] = [];
    try {
      for await (const outcome of jobs === 1
        ? playInTurn(chosen, parts)
        : playOnThreads(chosen, parts, jobs)) {
        outcomes.push(outcome);
        await report.add(outcome);
      }
    } finally {
      trace?.close();
      interruptions.end();
    }
    const written = interruptions.came === undefined && (await report.end());
    for (const runs of written && disturbed ? disturbed : []) {
      const told = disturbedSummary(runs, outcomes);
      if (told) {
        (options.json ? remark : print)(say(told, language));
      }
    }
    if (written && options['steps-out'] !== undefined) {
      await writeSteps(options['steps-out'], outcomes, {...options, timing: timing.timing.name}, language);
    }
    process.exitCode = interruptions.came
      ? interruptedStatus(interruptions.came)
      : written
        ? (process.exitCode ?? statusOf(outcomes))
        : exitStatus.environment;
  },
};

/** Of the options, what a single scenario depends on. */
const playedOptions = (options: RunCommandOptions): Circumstances['options'] => ({
  persona: options.persona,
  card: options.card,
  'card-profile': options['card-profile'],
  applet: options.applet,
  link: options.link,
  clock: options.clock,
  misbehaviour: options.misbehaviour,
  fallback: options.fallback,
  'expect-documented': options['expect-documented'],
  pin: options.pin,
});

const withBudgets = (chosen: readonly Scenario[], file: string | undefined): readonly Scenario[] => {
  const [one] = chosen;
  if (file === undefined || one === undefined) {
    return chosen;
  }
  if (chosen.length > 1) {
    throw new UsageError({
      en: `--budgets goes with one scenario, but ${chosen.map(({id}) => id).join(', ')} were chosen`,
      ja: `--budgets は1つのシナリオに対して指定しますが、${chosen.map(({id}) => id).join(', ')} が選ばれています`,
    });
  }
  const budgets = readBudgetFile(
    file,
    one.phases.map(({id}) => id),
  );
  // What is documented of budgets is of our own.
  if (!one.expected) {
    return [{...one, budgets}];
  }
  const {budgets: _, ...expected} = one.expected;
  return [{...one, budgets, expected}];
};

const statusOf = (outcomes: readonly ScenarioOutcome[]): number => {
  const verdict = worstVerdict(outcomes.map((outcome) => outcome.verdict));
  const missed = outcomes.some(({budgets}) => budgets.some((budget) => budget.verdict === 'missed'));
  return statusOfVerdict(verdict, missed);
};
