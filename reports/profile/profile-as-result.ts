import type {BudgetResult, KazasuResult} from '../result.ts';
import type {KazasuProfile} from './profile-result.ts';

/**
 * A profile as a run's result, for the formats that continuous integration reads: the medians of its phases, its
 * budgets, and each part that was compared with a baseline as a budget of its own.
 */
export const profileAsResult = (whole: KazasuProfile): KazasuResult => {
  const {profile, environment, product, startedAt, finishedAt, linkFloor, notes} = whole;
  return {
    kind: 'kazasu-result',
    version: 1,
    product,
    startedAt,
    finishedAt,
    environment,
    results: [
      {
        id: profile.subject.id,
        title: profile.subject.title,
        verdict: profile.verdict,
        reason: profile.reason,
        durationMs: profile.total.ms.p50,
        budgets: [...profile.budgets, ...baselineBudgets(whole)],
        phases: profile.phases.map(({id, title, actor, parts}) => ({id, title, actor, ...parts})),
        total: profile.total.parts,
        ...(linkFloor ? {linkFloor} : {}),
        notes,
      },
    ],
  };
};

const baselineBudgets = ({baseline, profile}: KazasuProfile): readonly BudgetResult[] =>
  (baseline?.comparisons ?? []).map(({id, title, baselineMs, currentMs, verdict}) => ({
    id: `baseline-${id}`,
    title: {en: `baseline: ${title.en}`, ja: `基準との比較: ${title.ja}`},
    statistic: 'p50',
    maxMs: baselineMs * (1 + (baseline?.minimumEffect ?? 0)),
    actualMs: currentMs,
    runs: profile.passed,
    verdict: verdict === 'not-comparable' ? 'not-judged' : verdict === 'slower' ? 'missed' : 'met',
    basis: profile.total.parts.basis.whole,
    source: baseline?.file ?? '',
  }));
