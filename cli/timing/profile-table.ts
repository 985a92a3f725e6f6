import {dialogueMs, dialogues} from '../../emulator/timing/dialogues.ts';
import {timingProfiles} from '../../emulator/timing/profiles.ts';
import {figuresOf, type TimingProfile} from '../../emulator/timing/timing-profile.ts';
import {displayWidth, padded} from '../../reports/text/display-width.ts';
import {type Language, say} from '../language.ts';

const words = {
  en: {
    figure: 'figure',
    value: 'value',
    spread: 'spread',
    grade: 'grade',
    source: 'source',
    samples: 'samples',
    dialogue: 'what it comes to (modelled, without spread)',
    card: 'card ms',
    link: 'link ms',
    sum: 'ms',
    note: 'Spread: standard deviation as a share of the value, lognormal. S…: docs/sources.md, T…: docs/deviations.md.',
  },
  ja: {
    figure: '項目',
    value: '値',
    spread: 'ばらつき',
    grade: '根拠',
    source: '出典',
    samples: '件数',
    dialogue: '代表的な処理(モデル値、ばらつきなし)',
    card: 'カード ms',
    link: '通信 ms',
    sum: '計 ms',
    note: 'ばらつき: 値に対する標準偏差の割合(対数正規分布)。S…: docs/sources.md、T…: docs/deviations.md',
  },
} as const;

/** A profile with every figure's source, and what dialogues cost under it. */
export const profileTable = (profile: TimingProfile, language: Language): string => {
  const say_ = words[language];
  const figures = figuresOf(profile).map(([place, {value, spread, evidence, reference, samples}, unit]) => [
    place,
    `${short(value)} ${unit}`,
    spread === 0 ? '-' : `${short(100 * spread)} %`,
    evidence,
    reference,
    samples === undefined ? '' : String(samples),
  ]);
  const costs = dialogues.map((dialogue) => {
    const {cardMs, linkMs} = dialogueMs(dialogue, profile);
    return [
      say(dialogue.title, language),
      cardMs.toFixed(1),
      linkMs.toFixed(1),
      (cardMs + linkMs).toFixed(1),
    ];
  });
  return [
    `${profile.name}  ${say(profile.title, language)}  [${profile.evidence}, ${profile.reference}]`,
    '',
    ...columns(
      [[say_.figure, say_.value, say_.spread, say_.grade, say_.source, say_.samples], ...figures],
      ['start', 'end', 'end', 'start', 'start', 'end'],
    ),
    '',
    ...columns([[say_.dialogue, say_.card, say_.link, say_.sum], ...costs], ['start', 'end', 'end', 'end']),
    '',
    say_.note,
  ].join('\n');
};

/** The profiles there are, with what a log-in costs under each. */
export const profileList = (language: Language): string => {
  const login = dialogues.find(({id}) => id === 'login');
  const rows = Object.values(timingProfiles).map((profile) => {
    const {cardMs, linkMs} = login ? dialogueMs(login, profile) : {cardMs: 0, linkMs: 0};
    return [
      profile.name,
      say(profile.title, language),
      profile.evidence,
      `jpki/login ${(cardMs + linkMs).toFixed(0)} ms*`,
    ];
  });
  return columns(rows, ['start', 'start', 'start', 'end']).join('\n');
};

const short = (value: number): string => String(Number(value.toPrecision(4)));

const columns = (rows: readonly (readonly string[])[], align: readonly ('start' | 'end')[]): string[] => {
  const widths = align.map((_, column) => Math.max(...rows.map((row) => displayWidth(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, align[column] ?? 'start'))
      .join('  ')
      .trimEnd(),
  );
};
