import {join, resolve} from 'node:path';
import type {CommandModule} from 'yargs';
import type {RecordEvent} from '../../protocol/index.ts';
import {defaultMinimumEffect, fewestRuns} from '../../reports/baseline/compare.ts';
import type {KazasuProfile} from '../../reports/profile/profile-result.ts';
import {createTestWorld} from '../../scenarios/world/test-world.ts';
import {type AppletChoice, appletOption, chosenApplets} from '../applet-option.ts';
import {benchOptions, chosenBench, chosenClock} from '../bench-options.ts';
import {cardOptions, cardRemark, chooseCard} from '../card-options.ts';
import {exitStatus, exitStatusHelp, statusOfVerdict} from '../exit-status.ts';
import {interruptedStatus, takeInterruptions} from '../interruption.ts';
import {languageOf, languageOption} from '../language.ts';
import {machine} from '../machine.ts';
import {productName, productVersion} from '../product.ts';
import {notesOn} from '../profile/notes.ts';
import {profileFiles, readProfileFile, reportProfile, withBaseline} from '../profile/report.ts';
import {series} from '../profile/series.ts';
import {budgetsOf, checkSeries, describedSubject, heldSubject, subjectOf} from '../profile/subject.ts';
import {type OwnScenarioChoice, ownScenarioOptions} from '../run/own-scenarios.ts';
import {type ParameterChoice, parameterOptions} from '../run/parameter-options.ts';
import {checkMisbehaviour, misbehaviourOptions, worldSetting} from '../run/scenario-choice.ts';
import {chooseTiming} from '../timing/timing-option.ts';
import {openTrace, traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';
import {checkTarget} from '../writable-target.ts';

interface Options extends AppletChoice, OwnScenarioChoice, ParameterChoice {
  scenario: string | undefined;
  runs: number;
  persona: string | undefined;
  card: string | undefined;
  'card-profile': string | undefined;
  timing: string;
  'timing-seed': string;
  link: string;
  clock: string;
  pin: string | undefined;
  'expect-status': number;
  budgets: string | undefined;
  baseline: string | undefined;
  'minimum-effect': number;
  misbehaviour: string | undefined;
  fallback: string;
  'expect-documented': boolean;
  out: string;
  trace: string | undefined;
  json: boolean;
  lang: string | undefined;
  '--'?: string[];
}

/** `kazasu profile`: where every millisecond of a scenario or a program goes, over many runs. */
export const profile: CommandModule<object, Options> = {
  command: 'profile [scenario]',
  describe: 'Run a scenario, or a program behind --, many times, and say where every millisecond goes',
  builder: (yargs) =>
    yargs
      .positional('scenario', {type: 'string', describe: 'Id of a scenario, such as jpki/login'})
      .option('runs', {
        type: 'number',
        default: 20,
        describe: 'How many runs, each on a freshly powered card',
      })
      .options(cardOptions)
      .options(appletOption)
      .option('timing', {
        alias: 'profile',
        type: 'string',
        default: 'contactless-106',
        describe: cardOptions.timing.describe,
      })
      .options(benchOptions)
      .option('pin', {
        type: 'string',
        describe: 'User authentication PIN to type instead of the persona’s own',
      })
      .option('expect-status', {
        type: 'number',
        default: 0,
        describe: 'Exit status with which the program behind -- passes a run',
      })
      .option('budgets', {
        type: 'string',
        describe: 'Budgets of your own, YAML or JSON, instead of the scenario’s',
      })
      .option('baseline', {
        type: 'string',
        describe:
          'profile.json of an earlier series: what has become slower since is told, and fails the command',
      })
      .option('minimum-effect', {
        type: 'number',
        default: defaultMinimumEffect,
        describe: 'Share of the whole below which a shift against the baseline does not matter',
      })
      .options(ownScenarioOptions)
      .options(parameterOptions)
      .options(misbehaviourOptions)
      .option('out', {type: 'string', default: 'out', describe: 'Directory for profile.json, TAP and JUnit'})
      .options(traceOption)
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print the profile as JSON instead of the table',
      })
      .options(languageOption)
      .example('$0 profile jpki/login --runs 200', 'A log-in, 200 times')
      .example(
        '$0 profile --runs 20 -- pkcs11-tool --module /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so -L',
        'What listing the tokens takes through OpenSC',
      )
      .epilogue(exitStatusHelp),
  async handler(options) {
    const language = languageOf(options.lang);
    const subject = await subjectOf(options);
    checkSeries(subject, options);
    checkMisbehaviour(options);
    // Whatever can be wrong with the input is told before the first run.
    checkNumbers(options);
    const timing = chooseTiming(options);
    const budgets = budgetsOf(options.budgets, subject);
    const baseline = options.baseline === undefined ? undefined : readProfileFile(options.baseline);
    checkComparable(options, baseline);
    checkPlaces(options);
    await checkTarget('out', join(options.out, profileFiles.json));
    const clock = chosenClock(subject.kind === 'program' ? {...options, link: 'pcsc'} : options);
    const interruptions = takeInterruptions();
    const trace = openTrace(options, clock, language);
    const startedAt = new Date();
    try {
      const events: RecordEvent[] = [];
      const record = (event: RecordEvent): void => {
        events.push(event);
        trace?.write(event);
      };
      const world = createTestWorld({
        clock,
        record,
        remark: cardRemark(language),
        ...worldSetting(options, {}),
      });
      const card = await chooseCard(world, options, language);
      const {bench, notes} = await chosenBench(
        subject.kind === 'program' ? {link: 'pcsc', clock: 'real'} : options,
        {
          image: card.image,
          ...timing,
          ...chosenApplets(options),
          clock,
          record,
          ...(card.file === undefined ? {} : {cardFile: card.file}),
        },
        cardRemark(language),
      );
      let whole: KazasuProfile;
      try {
        const made = await series(heldSubject(subject, options, card.image.persona), {
          options,
          timing: timing.timing,
          bench,
          world,
          card,
          events,
          record,
          budgets,
          interruptions,
          language,
        });
        const {binding} = await bench.port();
        const {name, evidence: grade, reference} = timing.timing;
        const {id, persona, profile: make} = card.image;
        whole = {
          kind: 'kazasu-profile',
          version: 1,
          product: {name: productName, version: productVersion},
          startedAt: startedAt.toISOString(),
          finishedAt: new Date().toISOString(),
          environment: {
            ...machine,
            ...bench.describe,
            timing: name,
            timingSeed: timing.timingSeed,
            timingEvidence: {grade, reference},
            card: {id, persona, profile: make},
            clock: clock.kind,
            binding,
          },
          profile: {subject: describedSubject(subject), ...made.profile},
          ...(made.linkFloor ? {linkFloor: made.linkFloor} : {}),
          notes: [...notes, ...notesOn(made.profile, {timing, clock, subject, budgets})],
        };
      } finally {
        await bench.close();
        world.close();
      }
      if (interruptions.came) {
        whole = interrupted(whole, options.runs);
      }
      if (baseline && options.baseline !== undefined) {
        whole = withBaseline(whole, baseline, options.baseline, options['minimum-effect']);
      }
      const written = await reportProfile(whole, {directory: options.out, language, json: options.json});
      process.exitCode = interruptions.came
        ? interruptedStatus(interruptions.came)
        : written
          ? (process.exitCode ?? statusOf(whole))
          : exitStatus.environment;
    } finally {
      trace?.close();
      interruptions.end();
    }
  },
};

const checkNumbers = ({runs, 'minimum-effect': minimumEffect}: Options): void => {
  if (!Number.isInteger(runs) || runs < 1 || runs > 1_000_000) {
    throw new UsageError({
      en: `--runs is a whole number from 1 to 1000000, but ${runs} came`,
      ja: `--runs は1から1000000までの整数ですが、${runs} が指定されました`,
    });
  }
  if (!(minimumEffect >= 0 && minimumEffect < 10)) {
    throw new UsageError({
      en: `--minimum-effect is a share such as 0.02, but ${minimumEffect} came`,
      ja: `--minimum-effect は 0.02 のような割合ですが、${minimumEffect} が指定されました`,
    });
  }
};

/** A gate that compares nothing must not look like one that found nothing. */
const checkComparable = ({runs}: Options, baseline: KazasuProfile | undefined): void => {
  const then = baseline?.profile.samples.total.length ?? fewestRuns;
  if (baseline && Math.min(runs, then) < fewestRuns) {
    throw new UsageError({
      en: `--baseline compares series of ${fewestRuns} runs or more, but the baseline has ${then} and --runs is ${runs}`,
      ja: `--baseline で比較するには ${fewestRuns} 回以上の実行が必要ですが、基準は ${then} 回、--runs は ${runs} 回です`,
    });
  }
};

/** What is compared with, and what is recorded, must not lie where the profile is written. */
const checkPlaces = ({out, baseline, trace}: Options): void => {
  const written = Object.values(profileFiles).map((name) => resolve(out, name));
  for (const [option, file] of [['--baseline', baseline] as const, ['--trace', trace] as const]) {
    if (file !== undefined && written.includes(resolve(file))) {
      throw new UsageError({
        en: `${option} was expected to be another file than those --out writes, but both are ${file}; copy it, or choose another --out`,
        ja: `${option} は --out が書き出すファイルと別のものにしてください(どちらも ${file} です)。コピーするか、別の --out を指定してください`,
      });
    }
  }
};

/** A series that was cut short is not the one that was asked for, whatever its runs came to. */
const interrupted = (whole: KazasuProfile, asked: number): KazasuProfile => ({
  ...whole,
  profile: {
    ...whole.profile,
    verdict: whole.profile.verdict === 'pass' ? 'inconclusive' : whole.profile.verdict,
    reason: {
      en: `interrupted after ${whole.profile.runs} of ${asked} runs: ${whole.profile.reason.en}`,
      ja: `${asked} 回中 ${whole.profile.runs} 回で中断されました: ${whole.profile.reason.ja}`,
    },
    budgets: whole.profile.budgets.map((budget) => ({...budget, verdict: 'not-judged'})),
  },
});

const statusOf = ({profile: made, baseline}: KazasuProfile): number => {
  const missed = made.budgets.some(({verdict}) => verdict === 'missed');
  const slower = baseline?.comparisons.some(({verdict}) => verdict === 'slower') ?? false;
  return statusOfVerdict(made.verdict, missed || slower);
};
