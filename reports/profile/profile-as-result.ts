import type {KazasuResult} from '../result.ts';
import type {KazasuProfile} from './profile-result.ts';

/**
 * A profile as a run's result, for the formats that continuous integration reads: the medians of its phases, its
 * budgets, and each part that was compared with a baseline.
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
        budgets: profile.budgets,
        ...(whole.baseline ? {comparisons: whole.baseline.comparisons} : {}),
        phases: profile.phases.map(({id, title, actor, parts}) => ({id, title, actor, ...parts})),
        ...(profile.between ? {between: profile.between.parts} : {}),
        total: profile.total.parts,
        ...(linkFloor ? {linkFloor} : {}),
        notes,
      },
    ],
  };
};
