import {evidenceText} from '../text/basis-words.ts';
import {columns} from '../text/columns.ts';
import {wrapped} from '../text/wrapped.ts';
import {aligned} from './aligned-cells.ts';
import type {KazasuSimulation} from './simulation-result.ts';
import {
  clockText,
  hoursText,
  planText,
  type SimulationLanguage,
  secondsText,
  terminalsText,
  words,
} from './simulation-words.ts';

type Outcome = KazasuSimulation['outcome'];
type Days = NonNullable<KazasuSimulation['days']>;

/** What no line is longer than, in columns. */
const widest = 100;

/**
 * A simulation for a terminal of so many columns: the plan and what came of it, then what else was asked for. Cells
 * and sentences are wrapped; tables of plans are not, and take 100 columns at most.
 */
export const toSimulationTable = (
  whole: KazasuSimulation,
  language: SimulationLanguage,
  width = widest,
): string => {
  const {arrangement, comparison, sweep, days} = whole;
  return [
    ...wrapped(planText(arrangement, language), width, 0),
    '',
    ...stepLines(whole, language, width),
    '',
    ...outcomeLines(whole, language, width),
    ...(days ? ['', ...dayLines(days, language, width)] : []),
    ...(comparison ? ['', ...comparisonLines(comparison, language, width)] : []),
    ...(sweep ? ['', ...sweepLines(sweep, language)] : []),
  ].join('\n');
};

const stepLines = (
  {steps, arrangement}: KazasuSimulation,
  language: SimulationLanguage,
  width: number,
): string[] => {
  const say = words[language];
  const jobs = [steps.setting, ...(arrangement.layout === 'setting-only' ? [] : [steps.preInstall])];
  const seconds = (actor?: 'operator'): string[] =>
    jobs.map((job) =>
      (
        job.steps.reduce((sum, step) => (actor && step.actor !== actor ? sum : sum + step.ms), 0) / 1000
      ).toFixed(1),
    );
  return aligned(width, [
    ['', ...[say.station.setting, say.station['pre-install']].slice(0, jobs.length)],
    [say.card, ...seconds()],
    [say.hands, ...seconds('operator')],
    [say.grade, ...jobs.map(({evidence, reference}) => `${evidenceText(evidence, language)} (${reference})`)],
  ]);
};

const outcomeLines = (whole: KazasuSimulation, language: SimulationLanguage, width: number): string[] => {
  const say = words[language];
  const {outcome, conditions, spread} = whole;
  const hours = (ms: number): string => hoursText(ms, language);
  const kinds = stationNames(whole, language);
  const {walkMs, congestion, quietSetting, cv, retries} = conditions;
  return aligned(width, [
    [say.makespan, hours(outcome.makespanMs)],
    [say.bound, `${hours(outcome.bound.ms)}  (${boundBy(outcome, kinds, language)})`],
    [say.over, outcome.ratio.toFixed(3)],
    [
      say.rate,
      `${outcome.cardsPerHour.toFixed(1)}  (${say.ofAtMost} ${outcome.boundCardsPerHour.toFixed(1)})`,
    ],
    [say.operators, percent(outcome.operatorUse)],
    [
      say.terminals,
      outcome.terminalUse.map((use, station) => `${kinds[station] ?? ''} ${percent(use)}`).join(say.comma),
    ],
    [say.perCard, secondsText(outcome.operatorMsPerCard, language)],
    [say.called, secondsText(outcome.calledMsPerCard, language)],
    ...(walkMs > 0 ? [[say.walk, `${walkMs / 1000} ${say.seconds}`]] : []),
    ...(congestion.length > 0
      ? [
          [
            say.congestion,
            congestion
              .map(
                ({fromMs, toMs, percent: pace}) =>
                  `${clockText(fromMs)}-${clockText(toMs)} ${pace === 'down' ? say.down : `×${pace / 100}`}`,
              )
              .join(say.comma) + (quietSetting ? `; ${say.quiet}` : ''),
          ],
        ]
      : []),
    ...(spread
      ? [
          [
            say.runs(spread.runs, cv, retries),
            `p50 ${hours(spread.p50Ms)}, p95 ${hours(spread.p95Ms)}, ${say.most} ${hours(spread.maxMs)}; ${say.over} ${spread.leastRatio.toFixed(3)}-${spread.mostRatio.toFixed(3)}`,
          ],
        ]
      : []),
  ]);
};

const stationNames = ({arrangement}: KazasuSimulation, language: SimulationLanguage): readonly string[] => {
  const {station} = words[language];
  return {
    'setting-only': [station.setting],
    combined: [station.combined],
    pipelined: [station.setting, station['pre-install']],
  }[arrangement.layout];
};

const boundBy = ({bound}: Outcome, kinds: readonly string[], language: SimulationLanguage): string => {
  const {by, station} = bound;
  const kind = station === undefined ? '' : (kinds[station] ?? '');
  return kind === '' ? words[language].by[by] : `${words[language].by[by]}: ${kind}`;
};

const dayLines = (days: Days, language: SimulationLanguage, width: number): string[] => {
  const say = words[language];
  return aligned(width, [
    ...days.shifts.map(({fromMs, toMs, cards, boundCards}) => [
      `${say.shift} ${clockText(fromMs)}-${clockText(toMs)}`,
      `${cards} (${say.atMost} ${boundCards})`,
    ]),
    [say.cardsADay, String(days.cardsADay)],
    [
      say.days,
      days.days === undefined
        ? say.noDay
        : `${days.days}${days.boundDays === undefined ? '' : `  (${say.boundDays} ${days.boundDays})`}`,
    ],
  ]);
};

const comparisonLines = (
  {baseline, plans, conclusions}: NonNullable<KazasuSimulation['comparison']>,
  language: SimulationLanguage,
  width: number,
): string[] => {
  const say = words[language];
  const drawn = baseline.spread !== undefined;
  const row = (
    {arrangement, outcome, spread}: Pick<KazasuSimulation, 'arrangement' | 'outcome' | 'spread'>,
    change: string,
    claim: string,
  ): string[] => [
    `${say.layout[arrangement.layout]} ${terminalsText(arrangement)}`,
    arrangement.layout === 'setting-only' ? '' : arrangement.linked ? say.yes : say.no,
    arrangement.layout === 'pipelined' ? say.policies[arrangement.policy] : '',
    hoursText(outcome.makespanMs, language),
    ...(drawn ? [spread ? hoursText(spread.p50Ms, language) : ''] : []),
    hoursText(outcome.bound.ms, language),
    change,
    percent(outcome.operatorUse),
    claim,
  ];
  return [
    ...columns(
      [
        '',
        say.link,
        say.policy,
        say.heads.makespan,
        ...(drawn ? ['p50'] : []),
        say.heads.bound,
        say.change,
        say.heads.operators,
        say.claim,
      ],
      [
        row(baseline, '', ''),
        ...plans.map((plan) => row(plan, signed(plan.change), plan.holds ? say.holds : say.fails)),
      ],
    ),
    '',
    ...conclusions.flatMap((sentence) => hanging(sentence[language], width)),
  ];
};

const sweepLines = (
  plans: NonNullable<KazasuSimulation['sweep']>,
  language: SimulationLanguage,
): readonly string[] => {
  const say = words[language];
  const withDays = plans.some(({days}) => days);
  return columns(
    [
      say.terminal,
      say.operatorCount,
      say.cards,
      say.heads.makespan,
      say.heads.bound,
      say.heads.over,
      say.heads.rate,
      say.heads.operators,
      ...(withDays ? [say.heads.cardsADay, say.days] : []),
    ],
    plans.map(({arrangement, outcome, days}) => [
      terminalsText(arrangement),
      String(arrangement.operators),
      String(arrangement.cards),
      hoursText(outcome.makespanMs, language),
      hoursText(outcome.bound.ms, language),
      outcome.ratio.toFixed(3),
      outcome.cardsPerHour.toFixed(1),
      percent(outcome.operatorUse),
      ...(withDays ? [String(days?.cardsADay ?? ''), String(days?.days ?? '-')] : []),
    ]),
  );
};

/** A sentence whose further lines are set in. */
const hanging = (sentence: string, width: number): readonly string[] =>
  wrapped(sentence, width, 2).map((line, i) => (i === 0 ? line : `  ${line}`));

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

const signed = (change: number): string =>
  `${change < 0 ? '−' : '+'}${(100 * Math.abs(change)).toFixed(1)} %`;
