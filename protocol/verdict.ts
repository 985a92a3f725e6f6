/**
 * What a check came to. `inconclusive`: the device never reached the point; `not-applicable`: the implementation
 * statement does not claim the feature; `error`: the bench or its environment broke.
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'not-applicable' | 'error';

/** From harmless to grave; a whole is as bad as its worst part. */
const order: readonly Verdict[] = ['not-applicable', 'pass', 'inconclusive', 'fail', 'error'];

/** The worst of these; `not-applicable` when there are none. */
export const worstVerdict = (verdicts: Iterable<Verdict>): Verdict => {
  let worst = 0;
  for (const verdict of verdicts) {
    worst = Math.max(worst, order.indexOf(verdict));
  }
  return order[worst] ?? 'error';
};
