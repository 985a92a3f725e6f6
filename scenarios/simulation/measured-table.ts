import {KazasuError} from '../../protocol/index.ts';
import type {ScenarioOutcome} from '../engine/outcome.ts';
import {defaultSteps} from './default-steps.ts';
import {jobOfPhases} from './measured-job.ts';
import {type Job, jobNames, type StepTable} from './step-table.ts';

/** The scenario whose run gives a job its durations. */
export const measuredBy: Readonly<Record<keyof StepTable, string>> = {
  setting: 'issuance/setting',
  preInstall: 'issuance/pre-install',
  preInstallLinked: 'issuance/pre-install-linked',
};

/**
 * The step table of runs of 交付前設定 and 事前搭載: what they were timed at, with the evidence they have. A job that did
 * not run keeps the built-in steps. `how` says what the runs depended on, as options of `run`.
 * @throws KazasuError `KZS-SIMULATION-STEPS` where none of them ran, or one did not pass.
 */
export const measuredTable = (outcomes: readonly ScenarioOutcome[], how: string): StepTable => {
  const found = jobNames.flatMap((name): [keyof StepTable, Job][] => {
    const outcome = outcomes.find(({id}) => id === measuredBy[name]);
    return outcome ? [[name, jobOf(outcome, how)]] : [];
  });
  if (found.length === 0) {
    const ids = Object.values(measuredBy);
    throw new KazasuError('KZS-SIMULATION-STEPS', {
      en: `runs of ${ids.join(', ')} were expected, but none of them was among those that ran`,
      ja: `${ids.join('、')} のいずれかの実行が必要ですが、ありませんでした`,
    });
  }
  return {...defaultSteps(), ...Object.fromEntries(found)};
};

const jobOf = ({id, verdict, reason, phases, total}: ScenarioOutcome, how: string): Job => {
  if (verdict !== 'pass') {
    throw new KazasuError('KZS-SIMULATION-STEPS', {
      en: `a run of ${id} that passes was expected, but it ended ${verdict}: ${reason.en}`,
      ja: `${id} の合格した実行が必要ですが、${verdict} で終わりました: ${reason.ja}`,
    });
  }
  const {whole} = total.basis;
  const evidence = whole === 'estimated' ? 'mixed' : whole;
  return jobOfPhases(phases, {evidence, reference: `${id} ${how}`});
};
