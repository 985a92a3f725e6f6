import type {CommandModule} from 'yargs';
import {secretsOf} from '../../emulator/index.ts';
import {type RecordEvent, type Sentence, worstVerdict} from '../../protocol/index.ts';
import {scenariosMatching} from '../../scenarios/catalogue/catalogue.ts';
import type {ScenarioOutcome} from '../../scenarios/engine/outcome.ts';
import {runScenario} from '../../scenarios/engine/run-scenario.ts';
import type {Scenario} from '../../scenarios/engine/scenario.ts';
import {createTestWorld} from '../../scenarios/world/test-world.ts';
import {type AppletChoice, appletOption, chosenApplets} from '../applet-option.ts';
import {benchOptions, chosenBench, chosenClock} from '../bench-options.ts';
import {readBudgetFile} from '../budget-option.ts';
import {cardOptions, cardRemark, chooseCard} from '../card-options.ts';
import {exitStatus, exitStatusHelp, statusOfVerdict} from '../exit-status.ts';
import {interruptedStatus, takeInterruptions} from '../interruption.ts';
import {languageOf, languageOption} from '../language.ts';
import {listScenarios} from '../run/list-scenarios.ts';
import {allScenarios, type OwnScenarioChoice, ownScenarioOptions} from '../run/own-scenarios.ts';
import {type ParameterChoice, parameterOptions, withParameters} from '../run/parameter-options.ts';
import {
  chosenScenarios,
  heldAgainst,
  misbehaviourOptions,
  variantOptions,
  worldSetting,
} from '../run/scenario-choice.ts';
import {scenarioClocks} from '../run/scenario-clocks.ts';
import {stepsOutOption, writeSteps} from '../run/steps-out.ts';
import {runReport} from '../run-report.ts';
import {chooseTiming} from '../timing/timing-option.ts';
import {openTrace, traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';

export interface RunCommandOptions extends AppletChoice, OwnScenarioChoice, ParameterChoice {
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
      .options(ownScenarioOptions)
      .options(parameterOptions)
      .options(variantOptions)
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
    const chosen = withBudgets(withParameters(chosenScenarios(options, all), all, options), options.budgets);
    const clockOfRun = chosenClock(options);
    const nextClock = scenarioClocks(clockOfRun);
    const interruptions = takeInterruptions();
    const trace = openTrace(options, clockOfRun, language);
    const report = runReport({directory: options.out, language, json: options.json});
    const timing = chooseTiming(options);
    const remarkOnce = cardRemark(language);
    const outcomes: ScenarioOutcome[] = [];
    try {
      for (const scenario of chosen) {
        if (interruptions.came) {
          break;
        }
        const {clock, inRun} = nextClock();
        const events: RecordEvent[] = [];
        const record = (event: RecordEvent): void => {
          events.push(event);
          trace?.write(inRun(event));
        };
        const world = createTestWorld({
          clock,
          record,
          remark: remarkOnce,
          ...worldSetting(options, scenario),
        });
        const {
          persona = options.persona,
          cardProfile = options['card-profile'],
          lifeCycle = scenario.lifeCycle,
        } = scenario.setting ?? {};
        const card = await chooseCard(
          world,
          {...options, persona, 'card-profile': cardProfile, lifeCycle},
          language,
        );
        const held = heldAgainst(scenario, options, card.image.persona);
        const {bench, notes} = await chosenBench(
          options,
          {
            image: card.image,
            ...timing,
            ...chosenApplets(options),
            clock,
            record,
            // Where time is not real, the card's own keys need not be new: known ones are there at once.
            ...(clock.kind === 'virtual' ? {random: world.random('card')} : {}),
            ...(card.file === undefined ? {} : {cardFile: card.file}),
          },
          remarkOnce,
        );
        try {
          const {binding} = await bench.port();
          const {name, evidence: grade, reference} = timing.timing;
          const {id, persona, profile} = card.image;
          await report.begin(bench.describe, {
            timing: name,
            timingSeed: timing.timingSeed,
            timingEvidence: {grade, reference},
            card: {id, persona, profile},
            clock: clock.kind,
            binding,
          });
          const {userAuthenticationPin, digitalSignaturePassword} = secretsOf(card.image);
          const outcome = await Promise.race([
            interruptions.first.then(() => undefined),
            runScenario(held, {
              bench,
              world,
              image: card.image,
              timing: name,
              cardFile: card.file !== undefined,
              secrets: {
                userAuthenticationPin: options.pin ?? userAuthenticationPin,
                digitalSignaturePassword,
              },
              events,
              record,
              notes,
            }),
          ]);
          if (outcome) {
            outcomes.push(outcome);
            await report.add(outcome);
            if (card.file !== undefined && outcome.reasonId === 'wrong-pin') {
              remarkOnce(stoppedAfterWrongPin);
              break;
            }
          }
        } finally {
          await bench.close();
        }
      }
    } finally {
      trace?.close();
      interruptions.end();
    }
    const written = interruptions.came === undefined && (await report.end());
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

/** Every scenario types the same PIN, and a card file remembers each failure. */
const stoppedAfterWrongPin: Sentence = {
  en: 'the run stops here: the card refused the PIN or password, and repeated, it would be blocked',
  ja: 'カードが暗証番号を拒否したため実行を中止しました(繰り返すとロックされます)',
};

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
  return [
    {
      ...one,
      budgets: readBudgetFile(
        file,
        one.phases.map(({id}) => id),
      ),
    },
  ];
};

const statusOf = (outcomes: readonly ScenarioOutcome[]): number => {
  const verdict = worstVerdict(outcomes.map((outcome) => outcome.verdict));
  const missed = outcomes.some(({budgets}) => budgets.some((budget) => budget.verdict === 'missed'));
  return statusOfVerdict(verdict, missed);
};
