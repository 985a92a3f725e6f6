import type {CommandModule} from 'yargs';
import {personaNamed, timingProfileNamed} from '../../emulator/index.ts';
import {
  type Clock,
  KazasuError,
  type RecordEvent,
  realClock,
  type Sentence,
  type Verdict,
  virtualClock,
  worstVerdict,
} from '../../protocol/index.ts';
import {
  type CardBench,
  createTestWorld,
  openInProcessBench,
  openPcscBench,
  runScenario,
  type ScenarioOutcome,
  scenariosMatching,
} from '../../scenarios/index.ts';
import {type ChosenCard, cardOptions, chooseCard} from '../card-options.ts';
import {exitStatus, exitStatusHelp} from '../exit-status.ts';
import {interruptedStatus, takeInterruptions} from '../interruption.ts';
import {type Language, languageOf, languageOption, say} from '../language.ts';
import {remark} from '../output.ts';
import {runReport} from '../run-report.ts';
import {openTrace, traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';

export interface RunCommandOptions {
  scenario: string;
  persona: string;
  profile: string | undefined;
  card: string | undefined;
  timing: string;
  link: string;
  clock: string;
  pin: string | undefined;
  out: string;
  trace: string | undefined;
  json: boolean;
  lang: string | undefined;
}

/** `kazasu run [SCENARIO]`: timed dialogues with a verdict. */
export const run: CommandModule<object, RunCommandOptions> = {
  command: 'run [scenario]',
  describe: 'Run a scenario, or all that match a pattern, and report verdict, phases and budgets',
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        default: '*',
        describe: 'Id or pattern, such as jpki/login or "jpki/*"',
      })
      .options(cardOptions)
      .options(languageOption)
      .option('timing', {type: 'string', default: 'contactless-106', describe: cardOptions.timing.describe})
      .option('link', {
        choices: ['auto', 'pcsc', 'in-process'],
        default: 'auto',
        describe:
          'pcsc: through pcscd and vpcd; in-process: the embedded reader; auto: pcsc where it can be had',
      })
      .option('clock', {
        choices: ['real', 'virtual'],
        default: 'real',
        describe: 'virtual advances at once; with --link in-process',
      })
      .option('pin', {
        type: 'string',
        describe: 'User authentication PIN to type instead of the persona’s own',
      })
      .option('out', {type: 'string', default: 'out', describe: 'Directory for result.json, TAP and JUnit'})
      .options(traceOption)
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print the result as JSON instead of the table',
      })
      .example('$0 run jpki/login', 'A JPKI log-in, timed against its 1 to 2 s')
      .epilogue(exitStatusHelp),
  async handler(options) {
    const language = languageOf(options.lang);
    const chosen = scenariosMatching(options.scenario);
    const clock = chosenClock(options);
    const interruptions = takeInterruptions();
    const trace = openTrace(options, clock, language);
    const report = runReport({directory: options.out, language, json: options.json});
    timingProfileNamed(options.timing);
    const outcomes: ScenarioOutcome[] = [];
    try {
      for (const scenario of chosen) {
        if (interruptions.came) {
          break;
        }
        const events: RecordEvent[] = [];
        const record = (event: RecordEvent): void => {
          events.push(event);
          trace?.write(event);
        };
        const world = createTestWorld({clock, record});
        const card = await chooseCard(world, options, language);
        const {bench, notes} = await chosenBench(options, card, clock, record, language);
        try {
          const {binding} = await bench.port();
          const {evidence: grade, reference} = timingProfileNamed(options.timing);
          const {id, persona, profile} = card.image;
          await report.begin(bench.describe, {
            timing: options.timing,
            timingEvidence: {grade, reference},
            card: {id, persona, profile},
            clock: clock.kind,
            binding,
          });
          const {userAuthenticationPin, digitalSignaturePassword} = personaNamed(card.image.persona).secrets;
          const outcome = await Promise.race([
            interruptions.first.then(() => undefined),
            runScenario(scenario, {
              bench,
              world,
              image: card.image,
              timing: options.timing,
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
    process.exitCode = interruptions.came
      ? interruptedStatus(interruptions.came)
      : written
        ? (process.exitCode ?? statusOf(outcomes))
        : exitStatus.environment;
  },
};

const chosenClock = ({clock, link}: RunCommandOptions): Clock => {
  if (clock === 'virtual' && link !== 'in-process') {
    throw new UsageError({
      en: `--clock virtual goes with --link in-process, but --link is ${link}: a daemon cannot be made to skip time`,
      ja: `--clock virtual は --link in-process と組み合わせますが、--link は ${link} です(デーモンの時間は飛ばせません)`,
    });
  }
  return clock === 'virtual' ? virtualClock(new Date()) : realClock();
};

const chosenBench = async (
  options: RunCommandOptions,
  card: ChosenCard,
  clock: Clock,
  record: (event: RecordEvent) => void,
  language: Language,
): Promise<{bench: CardBench; notes: readonly Sentence[]}> => {
  const what = {
    image: card.image,
    timing: options.timing,
    clock,
    record,
    ...(card.file === undefined ? {} : {cardFile: card.file}),
  };
  if (options.link === 'in-process') {
    return {bench: await openInProcessBench(what), notes: []};
  }
  try {
    return {bench: await openPcscBench(what), notes: []};
  } catch (error) {
    if (options.link === 'pcsc' || !(error instanceof KazasuError) || !error.id.startsWith('KZS-PCSC')) {
      throw error;
    }
    const note = fallback(error.sentence);
    remark(say(note, language));
    return {bench: await openInProcessBench(what), notes: [note]};
  }
};

const fallback = (why: Sentence): Sentence => ({
  en: `PC/SC cannot be had (${why.en}); running on the embedded in-process reader instead.`,
  ja: `PC/SCを利用できないため(${why.ja})、内蔵リーダーで実行します。`,
});

const statusByVerdict: Readonly<Record<Verdict, number>> = {
  pass: exitStatus.ok,
  'not-applicable': exitStatus.ok,
  fail: exitStatus.failed,
  inconclusive: exitStatus.failed,
  error: exitStatus.environment,
};

const statusOf = (outcomes: readonly ScenarioOutcome[]): number => {
  const status = statusByVerdict[worstVerdict(outcomes.map(({verdict}) => verdict))];
  const missed = outcomes.some(({budgets}) => budgets.some(({verdict}) => verdict === 'missed'));
  return status === exitStatus.ok && missed ? exitStatus.budgetMissed : status;
};
