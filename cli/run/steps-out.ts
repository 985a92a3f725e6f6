import {writeAtomically} from '../../reports/index.ts';
import {measuredTable, type ScenarioOutcome, stepsFileText} from '../../scenarios/index.ts';
import {type Language, say} from '../language.ts';
import {remark} from '../output.ts';

/** By which `run` writes what the simulation of the counter's work can read. */
export const stepsOutOption = {
  'steps-out': {
    type: 'string',
    describe:
      'File for the steps of issuance/setting and issuance/pre-install as they were timed: simulate preinstall --steps',
  },
} as const;

/** Writes the step table of these runs. Error: `KZS-SIMULATION-STEPS` where none of them is about it. */
export const writeSteps = async (
  path: string,
  outcomes: readonly ScenarioOutcome[],
  {timing, clock}: {readonly timing: string; readonly clock: string},
  language: Language,
): Promise<void> => {
  const table = measuredTable(outcomes, `--timing ${timing} --clock ${clock}`);
  await writeAtomically(path, stepsFileText(table));
  remark(say({en: `steps written to ${path}`, ja: `手順を ${path} に書きました`}, language));
};
