import {readFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {basename} from 'node:path';
import type {CommandModule} from 'yargs';
import {exchangeCost, personaNamed, timingProfileNamed} from '../../emulator/index.ts';
import {type Clock, KazasuError, type RecordEvent, type Sentence} from '../../protocol/index.ts';
import {defaultMinimumEffect, type KazasuProfile} from '../../reports/index.ts';
import {
  type Budget,
  type CardBench,
  createTestWorld,
  dialoguePhaseIds,
  noModelledTime,
  type Profile,
  profileBuilder,
  profileProgram,
  profileScenario,
  readBudgets,
  type Scenario,
  scenariosMatching,
  type TestWorld,
  virtualTime,
} from '../../scenarios/index.ts';
import {benchOptions, chosenBench, chosenClock} from '../bench-options.ts';
import {type ChosenCard, cardOptions, chooseCard} from '../card-options.ts';
import {exitStatus, exitStatusHelp, statusOfVerdict} from '../exit-status.ts';
import {type Interruptions, interruptedStatus, takeInterruptions} from '../interruption.ts';
import {type Language, languageOf, languageOption} from '../language.ts';
import {productName, productVersion} from '../product.ts';
import {readProfileFile, reportProfile, withBaseline} from '../profile-report.ts';
import {runProgram} from '../run-program.ts';
import {openTrace, traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';

interface Options {
  scenario: string | undefined;
  runs: number;
  persona: string;
  card: string | undefined;
  timing: string;
  link: string;
  clock: string;
  pin: string | undefined;
  budgets: string | undefined;
  baseline: string | undefined;
  minimumEffect: number;
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
      .option('budgets', {
        type: 'string',
        describe: 'Budgets of your own, YAML or JSON, instead of the scenario’s',
      })
      .option('baseline', {
        type: 'string',
        describe:
          'profile.json of an earlier series: what has become slower since is told, and fails the command',
      })
      .option('minimumEffect', {
        alias: 'minimum-effect',
        type: 'number',
        default: defaultMinimumEffect,
        describe: 'Share of the whole below which a shift against the baseline does not matter',
      })
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
    const subject = subjectOf(options);
    // Whatever can be wrong with the input is told before the first run.
    checkNumbers(options);
    timingProfileNamed(options.timing);
    const budgets = budgetsOf(options, subject);
    const baseline = options.baseline === undefined ? undefined : readProfileFile(options.baseline);
    const clock = chosenClock(options);
    const interruptions = takeInterruptions();
    const trace = openTrace(options, clock, language);
    const startedAt = new Date();
    try {
      const events: RecordEvent[] = [];
      const record = (event: RecordEvent): void => {
        events.push(event);
        trace?.write(event);
      };
      const world = createTestWorld({clock, record});
      const card = await chooseCard(world, options, language);
      const {bench, notes} = await chosenBench(
        {link: subject.kind === 'program' ? 'pcsc' : options.link},
        {
          image: card.image,
          timing: options.timing,
          clock,
          record,
          ...(card.file === undefined ? {} : {cardFile: card.file}),
        },
        language,
      );
      let whole: KazasuProfile;
      try {
        const made = await series(subject, {
          options,
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
        const {evidence: grade, reference} = timingProfileNamed(options.timing);
        const {id, persona, profile: make} = card.image;
        whole = {
          kind: 'kazasu-profile',
          version: 1,
          product: {name: productName, version: productVersion},
          startedAt: startedAt.toISOString(),
          finishedAt: new Date().toISOString(),
          environment: {
            platform: `${process.platform} ${process.arch}`,
            processor: cpus()[0]?.model.trim() ?? 'unknown',
            node: process.version,
            ...bench.describe,
            timing: options.timing,
            timingEvidence: {grade, reference},
            card: {id, persona, profile: make},
            clock: clock.kind,
            binding,
          },
          profile: {subject, ...made.profile},
          ...(made.linkFloor ? {linkFloor: made.linkFloor} : {}),
          notes: [...notes, ...notesOn(options, clock, subject)],
        };
      } finally {
        await bench.close();
      }
      if (baseline && options.baseline !== undefined) {
        whole = withBaseline(whole, baseline, options.baseline, options.minimumEffect);
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

type Subject =
  | {readonly kind: 'scenario'; readonly id: string; readonly title: Sentence; readonly scenario: Scenario}
  | {
      readonly kind: 'program';
      readonly id: string;
      readonly title: Sentence;
      readonly words: readonly string[];
    };

const subjectOf = ({scenario, '--': words = []}: Options): Subject => {
  const [program] = words;
  if ((scenario === undefined) === (program === undefined)) {
    throw new UsageError({
      en: 'kazasu profile expects either a scenario or a program behind --',
      ja: 'kazasu profile にはシナリオ、または -- の後のプログラムのどちらかを指定してください',
    });
  }
  if (program !== undefined) {
    const id = basename(program);
    return {kind: 'program', id, title: {en: 'a program over PC/SC', ja: 'PC/SC経由のプログラム'}, words};
  }
  const found = scenariosMatching(scenario ?? '');
  const [one] = found;
  if (!one || found.length > 1) {
    throw new UsageError({
      en: `kazasu profile expects one scenario, but "${scenario}" matches ${found.map(({id}) => id).join(', ')}`,
      ja: `シナリオは1つだけ指定しますが、「${scenario}」は ${found.map(({id}) => id).join(', ')} に一致します`,
    });
  }
  return {kind: 'scenario', id: one.id, title: one.title, scenario: one};
};

const checkNumbers = ({runs, minimumEffect}: Options): void => {
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

const budgetsOf = ({budgets}: Options, subject: Subject): readonly Budget[] => {
  if (budgets === undefined) {
    return subject.kind === 'scenario' ? subject.scenario.budgets : [];
  }
  const phases = subject.kind === 'scenario' ? subject.scenario.phases.map(({id}) => id) : dialoguePhaseIds;
  let text: string;
  try {
    text = readFileSync(budgets, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-BUDGET-FILE', {
      en: `a budget file was expected at ${budgets}, but it cannot be read: ${why}`,
      ja: `${budgets} に時間予算のファイルが必要ですが、読めません: ${why}`,
    });
  }
  return readBudgets(text, budgets, phases);
};

interface Surroundings {
  readonly options: Options;
  readonly bench: CardBench;
  readonly world: TestWorld;
  readonly card: ChosenCard;
  readonly events: RecordEvent[];
  readonly record: (event: RecordEvent) => void;
  readonly budgets: readonly Budget[];
  readonly interruptions: Interruptions;
  readonly language: Language;
}

const series = (
  subject: Subject,
  {options, bench, world, card, events, record, budgets, interruptions, language}: Surroundings,
): Promise<{readonly profile: Profile; readonly linkFloor?: KazasuProfile['linkFloor']}> => {
  const modelled = options.timing !== 'instant';
  const builder = profileBuilder({
    budgets,
    judgeable: modelled,
    ...(modelled ? {cost: exchangeCost(timingProfileNamed(options.timing))} : {}),
  });
  const after = (number: number): boolean => {
    progress(number, options.runs);
    return interruptions.came === undefined;
  };
  if (subject.kind === 'scenario') {
    const secrets = personaNamed(card.image.persona).secrets;
    return profileScenario(subject.scenario, builder, {
      runs: options.runs,
      bench,
      world,
      image: card.image,
      secrets: {...secrets, userAuthenticationPin: options.pin ?? secrets.userAuthenticationPin},
      events,
      record,
      after,
    });
  }
  return profileProgram(builder, {
    runs: options.runs,
    bench,
    events,
    record,
    card: card.image.id,
    what: subject.id,
    after,
    async start() {
      let said = '';
      const status = await runProgram(subject.words, {
        bench,
        interruptions,
        language,
        stdio: ['ignore', 'ignore', 'pipe'],
        onStderr: (text) => {
          said = (said + text).slice(-2000);
        },
      });
      return endingOf(subject.id, status, said);
    },
  });
};

/** A counter that a person watches; a log would only be filled by it. */
const progress = (number: number, runs: number): void => {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r${number}/${runs}${number === runs ? '\r\u001B[K' : ''}`);
  }
};

const endingOf = (program: string, status: number, said: string) => {
  const last = said.trim().split('\n').at(-1)?.trim() ?? '';
  const words = last === '' ? '' : `: ${last}`;
  return status === 0
    ? {verdict: 'pass' as const, reason: {en: `${program} ended well`, ja: `${program} は正常に終了しました`}}
    : {
        verdict: 'fail' as const,
        reason: {
          en: `${program} ended with exit status ${status}${words}`,
          ja: `${program} は終了コード ${status} で終わりました${words}`,
        },
      };
};

const notesOn = ({timing}: Options, clock: Clock, subject: Subject): readonly Sentence[] => [
  ...(timing === 'instant' ? [noModelledTime] : []),
  ...(clock.kind === 'virtual' ? [virtualTime] : []),
  ...(subject.kind === 'program'
    ? [
        {
          en: 'Of a program only the card’s side is seen: the reader stack is estimated from the link floor of this run, and taken off the host.',
          ja: 'プログラムについてはカード側だけを観測しています。リーダーの時間はこの実行で測った通信の下限から推定し、ホストの時間から差し引いています。',
        },
      ]
    : []),
];

const statusOf = ({profile: made, baseline}: KazasuProfile): number => {
  const missed = made.budgets.some(({verdict}) => verdict === 'missed');
  const slower = baseline?.comparisons.some(({verdict}) => verdict === 'slower') ?? false;
  return statusOfVerdict(made.verdict, missed || slower);
};
