import {quantile} from 'simple-statistics';
import type {Sentence} from '../../protocol/index.ts';
import type {KazasuProfile, ProfileFigures} from '../profile/profile-result.ts';
import type {Comparison} from '../result-parts.ts';
import {shiftBetween} from './shift.ts';

export interface ComparisonOptions {
  /** A shift below this share of the baseline's whole, or of the part itself, is no matter, however certain it is. */
  readonly minimumEffect: number;
}

export const defaultMinimumEffect = 0.02;

/** Nor is one below this, in milliseconds. */
const minimumMs = 0.5;

/** Chance of calling any part of two equal runs different. */
const familyError = 0.001;

/** Fewer runs than this, on either side, say nothing and are not compared. */
export const fewestRuns = 12;

/** An earlier profile and the present one, part by part, and what keeps them from being compared at face value. */
export interface ProfileComparison {
  readonly comparisons: readonly Comparison[];
  readonly differences: readonly Sentence[];
}

/**
 * Compares the whole and each phase of two profiles. A part is slower (or faster) when its shift is beyond the least
 * effect and beyond chance at once: Mann-Whitney with Holm's correction over all parts.
 */
export const compareProfiles = (
  baseline: KazasuProfile,
  current: KazasuProfile,
  {minimumEffect}: ComparisonOptions,
): ProfileComparison => {
  const raw = partsOf(baseline.profile, current.profile).map(({id, title, was, is}): Comparison => {
    const both = was !== undefined && is !== undefined;
    const {shiftMs, p} = both ? shiftBetween(was, is) : {shiftMs: 0, p: 1};
    const baselineMs = median(was ?? []);
    return {
      id,
      title,
      baselineMs,
      currentMs: median(is ?? []),
      shiftMs,
      shift: baselineMs === 0 ? 0 : shiftMs / baselineMs,
      p,
      verdict: both ? 'same' : was === undefined ? 'new' : 'gone',
    };
  });
  const leastMs = Math.max(minimumMs, minimumEffect * (raw[0]?.baselineMs ?? 0));
  const certain = beyondChance(raw.filter(({verdict}) => verdict === 'same'));
  const comparisons = raw.map((one): Comparison => {
    const matters = Math.abs(one.shift) >= minimumEffect && Math.abs(one.shiftMs) >= leastMs;
    return certain.has(one.id) && matters ? {...one, verdict: one.shiftMs > 0 ? 'slower' : 'faster'} : one;
  });
  return {comparisons, differences: differencesOf(baseline, current)};
};

const total: Sentence = {en: 'total', ja: '合計'};

interface Part {
  readonly id: string;
  readonly title: Sentence;
  /** Absent where the series has no such phase. */
  readonly was: readonly number[] | undefined;
  readonly is: readonly number[] | undefined;
}

/** The whole, the phases there are now, and those there were. */
const partsOf = (was: ProfileFigures, is: ProfileFigures): readonly Part[] => {
  const titles = new Map([...is.phases, ...was.phases].map(({id, title}) => [id, title]));
  return [
    {id: 'total', title: total, was: was.samples.total, is: is.samples.total},
    ...[...titles].map(([id, title]) => ({
      id,
      title,
      was: was.samples.phases[id],
      is: is.samples.phases[id],
    })),
  ];
};

const median = (series: readonly number[]): number => (series.length === 0 ? 0 : quantile([...series], 0.5));

/** Holm's step-down: the smallest chance is held against the error divided by all, the next by one less, and so on. */
const beyondChance = (comparisons: readonly Comparison[]): ReadonlySet<string> => {
  const sorted = [...comparisons].sort((a, b) => a.p - b.p);
  const ends = sorted.findIndex(({p}, i) => p > familyError / (sorted.length - i));
  return new Set(sorted.slice(0, ends === -1 ? sorted.length : ends).map(({id}) => id));
};

/** Facts on which figures depend. A difference is told, and forbids nothing: it may be what is being tried. */
const facts: readonly {readonly title: Sentence; of(profile: KazasuProfile): string | undefined}[] = [
  {title: {en: 'what is profiled', ja: '対象'}, of: ({profile}) => profile.subject.id},
  {title: {en: 'timing profile', ja: 'タイミングプロファイル'}, of: ({environment}) => environment.timing},
  {title: {en: 'link', ja: '接続'}, of: ({environment}) => `${environment.link} ${environment.binding}`},
  {title: {en: 'clock', ja: '時計'}, of: ({environment}) => environment.clock},
  {title: {en: 'processor', ja: 'プロセッサー'}, of: ({environment}) => environment.processor},
  {title: {en: 'Node.js', ja: 'Node.js'}, of: ({environment}) => environment.node},
  {title: {en: 'pcscd', ja: 'pcscd'}, of: ({environment}) => environment.pcscd},
  {title: {en: 'card', ja: 'カード'}, of: ({environment}) => environment.card?.profile},
];

const differencesOf = (baseline: KazasuProfile, current: KazasuProfile): readonly Sentence[] =>
  facts.flatMap(({title, of}) => {
    const [was, is] = [of(baseline) ?? '-', of(current) ?? '-'];
    return was === is
      ? []
      : [{en: `${title.en}: ${was} then, ${is} now`, ja: `${title.ja}: 基準は ${was}、今回は ${is}`}];
  });
