import type {Ending, Recovery} from './scenario.ts';
import type {Stage} from './stage.ts';

/**
 * After a disturbance: the invariants, the recovery, the invariants again. Rejects with what the recovery throws.
 */
export const recover = async (recovery: Recovery, cut: Ending, stage: Stage): Promise<Ending> => {
  await stage.reinsert();
  const before = await brokenInvariant(recovery, stage, {en: 'after the cut', ja: '切断後'});
  if (before) {
    return before;
  }
  const ending = await recovery.recover(stage);
  const after = await brokenInvariant(recovery, stage, {en: 'after the recovery', ja: '復旧後'});
  if (after || ending.verdict !== 'pass') {
    return after ?? ending;
  }
  const count = recovery.invariants.length;
  return {
    verdict: 'pass',
    reasonId: 'recovered',
    reason: {
      en: `${cut.reason.en}; ${count} invariants held before and after the recovery, and then ${ending.reason.en}`,
      ja: `${cut.reason.ja}。不変条件 ${count} 件が復旧の前後で成立し、その後 ${ending.reason.ja}`,
    },
  };
};

const brokenInvariant = async (
  {invariants}: Recovery,
  stage: Stage,
  when: {readonly en: string; readonly ja: string},
): Promise<Ending | undefined> => {
  for (const {title, broken} of invariants) {
    const why = await broken(stage);
    if (why) {
      return {
        verdict: 'fail',
        reasonId: 'invariant-broken',
        reason: {
          en: `${when.en} “${title.en}” does not hold: ${why.en}`,
          ja: `${when.ja}、「${title.ja}」が成立しません: ${why.ja}`,
        },
      };
    }
  }
  return undefined;
};
