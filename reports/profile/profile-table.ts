import {legendOf, machinesBasis, markOf} from '../text/basis-words.ts';
import {columns} from '../text/columns.ts';
import {
  budgetLine,
  colours,
  environmentLine,
  figures,
  floorLine,
  headsOf,
  inColumns,
  painted,
  shownMs,
  type TableOptions,
  widthOf,
  words,
} from '../text/lines.ts';
import type {KazasuProfile} from './profile-result.ts';
import {profileWords} from './profile-words.ts';

/** Kinds of exchange a table lists; the others are in the JSON. */
const mostExchanges = 16;

/** Below this many runs, a table says that its high percentiles are single runs. */
const fewRuns = 100;

/** A profile for a terminal: where the time goes, how it is spread, the floor, advice, budgets, the verdict last. */
export const toProfileTable = (whole: KazasuProfile, options: TableOptions): string => {
  const {profile, linkFloor} = whole;
  const {language} = options;
  const say = profileWords[language];
  const {subject, runs, passed} = profile;
  return [
    `${subject.id}  ${subject.title[language]}  ${runs} ${say.runs}, ${passed} ${say.passed}`,
    '',
    ...(passed > 0 ? measured(whole, options) : []),
    ...sentences(
      [
        ...profile.budgets.map((budget) => budgetLine(budget, options)),
        ...(linkFloor ? [floorLine(linkFloor, options)] : []),
        ...(profile.delays ? [delaysLine(profile.delays, options)] : []),
        ...(passed > 0 && passed < fewRuns ? [say.small(passed)] : []),
        ...whole.notes.map((note) => note[language]),
      ],
      options,
    ),
    '',
    ...baselineText(whole, options),
    ...sentences([environmentLine(whole, options), verdictLine(whole, options)], options),
    '',
  ].join('\n');
};

const measured = (whole: KazasuProfile, options: TableOptions): readonly string[] => [
  ...whereText(whole, options),
  '',
  ...spreadText(whole, options),
  '',
  ...exchangesText(whole, options),
  '',
  ...sentences([...floorText(whole, options), ...adviceText(whole, options)], options),
  '',
];

const sentences = (lines: readonly string[], options: TableOptions): string[] =>
  lines.map((line) => inColumns(line, options));

const whereText = ({profile}: KazasuProfile, options: TableOptions): readonly string[] => {
  const {language} = options;
  const say = words[language];
  const people = profile.total.parts.peopleMs > 0;
  return [
    profileWords[language].where,
    ...columns(
      headsOf(language, people),
      [
        ...profile.phases.map(({title, parts}) => [title[language], ...figures(parts, {people, language})]),
        ...shownBetween(profile).map(({parts}) => [say.between, ...figures(parts, {people, language})]),
        [say.total, ...figures(profile.total.parts, {people, language})],
      ],
      {sum: true, ...widthOf(options)},
    ),
    ...sentences(
      [
        legendOf(
          [...profile.phases, profile.total].map(({parts}) => parts),
          language,
        ),
        say.columns,
      ],
      options,
    ),
  ];
};

/** Nothing, or the row of what was done between the phases, where any of its columns shows it. */
const shownBetween = ({between}: KazasuProfile['profile']): readonly KazasuProfile['profile']['total'][] =>
  between && (between.ms.max >= shownMs || between.parts.apdus > 0) ? [between] : [];

const ms = (value: number): string => value.toFixed(value !== 0 && Math.abs(value) < 10 ? 2 : 1);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const spreadText = ({profile}: KazasuProfile, options: TableOptions): readonly string[] => {
  const {language} = options;
  const say = profileWords[language];
  const budget = profile.budgets.find(({whole}) => whole);
  const row = (title: string, {ms: spread, parts}: KazasuProfile['profile']['total']): string[] => [
    title,
    ...[spread.p50, spread.p95, spread.p99, spread.max].map((value) => ms(value) + markOf(parts.basis.whole)),
    percent(profile.total.ms.p50 === 0 ? 0 : spread.p50 / profile.total.ms.p50),
    budget ? percent(spread.p50 / budget.maxMs) : '-',
    String(parts.apdus),
  ];
  return [
    say.spread,
    ...columns(
      say.spreadHeads,
      [
        ...profile.phases.map((phase) => row(phase.title[language], phase)),
        ...shownBetween(profile).map((part) => row(words[language].between, part)),
        row(say.total, profile.total),
      ],
      {sum: true, ...widthOf(options)},
    ),
  ];
};

const exchangesText = ({profile}: KazasuProfile, options: TableOptions): readonly string[] => {
  const {language} = options;
  const say = profileWords[language];
  const shown = profile.exchanges.slice(0, mostExchanges);
  const rest = profile.exchanges.length - shown.length;
  const {basis} = profile.total.parts;
  return [
    say.exchanges,
    ...columns(
      say.exchangeHeads,
      shown.map((one) => [
        one.title[language],
        say.times(one.count),
        ...[one.ms.p50, one.ms.p95, one.ms.p99, one.ms.max, one.runMs].map(
          (value) => ms(value) + markOf(machinesBasis(profile.total.parts)),
        ),
        ms(one.cardMs) + markOf(basis.card),
        ms(one.linkMs) + markOf(basis.link),
        ms(one.stackMs) + markOf(basis.stack),
      ]),
      widthOf(options),
    ),
    ...(rest > 0 ? [say.more(rest)] : []),
  ];
};

const floorText = ({profile}: KazasuProfile, {language}: TableOptions): readonly string[] => {
  const say = profileWords[language];
  const {cardMs, linkMs} = profile.total.parts;
  return [
    ...(profile.floor
      ? [
          `${say.floor}  ${say.floorSays(ms(profile.floor.ms), ms(cardMs + linkMs), ms(profile.total.ms.p50))}`,
        ]
      : []),
    ...profile.needed.map(({title, apdus, of, ms: took}) => say.needed(title[language], apdus, of, ms(took))),
  ];
};

const adviceText = ({profile}: KazasuProfile, {language}: TableOptions): readonly string[] => {
  const say = profileWords[language];
  return profile.advice.length === 0
    ? [say.noAdvice]
    : [
        say.advice,
        ...profile.advice.map(
          ({title, remedy, count, savedMs, rule}) =>
            `  -${ms(savedMs)} ms  ${title[language]}, ${say.times(count)}: ${remedy[language]} [${rule}]`,
        ),
      ];
};

const delaysLine = (
  {p50Us, p99Us, maxUs, samples}: NonNullable<KazasuProfile['profile']['delays']>,
  {language}: TableOptions,
): string => profileWords[language].delays(p50Us.toFixed(0), p99Us.toFixed(0), maxUs.toFixed(0), samples);

const baselineText = ({baseline}: KazasuProfile, options: TableOptions): readonly string[] => {
  if (!baseline) {
    return [];
  }
  const {language, colour} = options;
  const say = profileWords[language];
  return [
    say.baseline(baseline.file, baseline.startedAt),
    ...columns(
      say.baselineHeads,
      baseline.comparisons.map(({title, baselineMs, currentMs, shiftMs, shift, p, verdict}) => [
        title[language],
        ms(baselineMs),
        ms(currentMs),
        `${shiftMs > 0 ? '+' : ''}${ms(shiftMs)} ms`,
        `${shift > 0 ? '+' : ''}${percent(shift)}`,
        p < 0.0001 ? '<0.0001' : p.toFixed(4),
        verdict === 'slower'
          ? painted(say.baselineVerdicts[verdict], colours.missed, colour)
          : say.baselineVerdicts[verdict],
      ]),
    ),
    say.shift,
    ...baseline.differences.map((difference) => difference[language]),
    '',
  ];
};

const verdictLine = ({profile}: KazasuProfile, {language, colour}: TableOptions): string => {
  const {verdict, subject, runs, passed, reason} = profile;
  const name = painted(verdict.toUpperCase(), colours[verdict], colour);
  return `${name}  ${subject.id}  ${passed}/${runs}  ${reason[language]}`;
};
