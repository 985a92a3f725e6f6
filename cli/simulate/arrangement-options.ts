import {nearest} from '../../protocol/index.ts';
import {defaultSteps} from '../../scenarios/simulation/default-steps.ts';
import {limits as simulationLimits} from '../../scenarios/simulation/limits.ts';
import {type Arrangement, type Layout, layouts} from '../../scenarios/simulation/line.ts';
import {type Policy, policyNames} from '../../scenarios/simulation/policies.ts';
import type {StepTable} from '../../scenarios/simulation/step-table.ts';
import {readSteps} from '../../scenarios/simulation/steps-file.ts';
import {readTextFile} from '../read-text-file.ts';
import {UsageError} from '../usage-error.ts';
import {numberWithin, shown, wholeWithin} from './numbers.ts';

/** Options that say who works on what. All are text: what is no number shall be shown as it came. */
export const arrangementOptions = {
  cards: {type: 'string', default: '90', describe: 'How many cards; 90 a day come to a city of 100,000'},
  terminals: {
    type: 'string',
    default: '1+1',
    describe: 'Terminals for the setting + those added for pre-install, such as 1+1; or 2 that do both',
  },
  operators: {type: 'string', default: '1', describe: 'How many operators'},
  linked: {
    type: 'boolean',
    default: false,
    describe: 'The holder’s data come from the resident register, and are not typed',
  },
  policy: {
    type: 'string',
    default: 'look-ahead',
    describe: `Which calling terminal an operator serves: ${policyNames.join(', ')}`,
  },
  layout: {
    type: 'string',
    describe:
      'pipelined: a terminal for each job, a tray between (default with A+B); combined: each does both',
  },
  steps: {type: 'string', describe: 'File with the steps and their seconds, YAML or JSON'},
  'setting-hands': {
    type: 'string',
    describe: 'Seconds of the setting’s 180 that are the operator’s (default 60); not with --steps',
  },
} as const;

export interface ArrangementChoice {
  cards: string;
  terminals: string;
  operators: string;
  linked: boolean;
  policy: string;
  layout: string | undefined;
  steps: string | undefined;
  'setting-hands': string | undefined;
}

/** The plan that the options describe. */
export const chosenArrangement = (options: ArrangementChoice): Arrangement => {
  const {linked} = options;
  const {layout, terminals} = chosenTerminals(options);
  return {
    layout,
    terminals,
    linked,
    operators: wholeWithin('operators', options.operators, [1, simulationLimits.operators]),
    cards: wholeWithin('cards', options.cards, [1, simulationLimits.cards]),
    policy: named<Policy>('policy', options.policy, policyNames),
  };
};

const chosenTerminals = ({
  terminals,
  layout,
}: Pick<ArrangementChoice, 'terminals' | 'layout'>): Pick<Arrangement, 'layout' | 'terminals'> => {
  const usual: Layout = terminals.includes('+') ? 'pipelined' : 'combined';
  const chosen = layout === undefined ? usual : named<Layout>('layout', layout, layouts);
  const counts = terminals.split('+');
  const [first = '', second] = counts;
  if (counts.length > 2 || !counts.every((count) => /^\d{1,9}$/.test(count))) {
    throw new UsageError({
      en: `--terminals was expected to be two numbers such as 1+1, or one such as 2, but "${shown(terminals)}" came`,
      ja: `--terminals には 1+1 のような2つの数か、2 のような1つの数を指定してください(「${shown(terminals)}」が指定されました)`,
    });
  }
  const range = [1, simulationLimits.terminals] as const;
  if (chosen === 'pipelined' && second === undefined) {
    throw new UsageError({
      en: `--layout pipelined needs terminals of both kinds, such as --terminals ${first}+${first}, but "${first}" came`,
      ja: `--layout pipelined には両方の端末が必要です(--terminals ${first}+${first} のように)。「${first}」が指定されました`,
    });
  }
  return {
    layout: chosen,
    terminals: {
      setting: wholeWithin('terminals', first, range),
      preInstall: second === undefined ? 0 : wholeWithin('terminals', second, range),
    },
  };
};

const named = <T extends string>(option: string, text: string, names: readonly T[]): T => {
  const found = names.find((name) => name === text);
  if (found === undefined) {
    const near = nearest(text, names);
    throw new UsageError({
      en: `--${option} is one of ${names.join(', ')}, but "${shown(text)}" came${near === undefined ? '' : `; "${near}" may be meant`}`,
      ja: `--${option} は ${names.join('、')} のいずれかですが、「${shown(text)}」が指定されました${near === undefined ? '' : `(「${near}」のことでしょうか)`}`,
    });
  }
  return found;
};

/** The steps of a file, or the built-in ones. */
export const chosenSteps = ({
  steps,
  'setting-hands': hands,
}: Pick<ArrangementChoice, 'steps' | 'setting-hands'>): StepTable => {
  if (steps !== undefined && hands !== undefined) {
    throw new UsageError({
      en: '--setting-hands divides the built-in steps and --steps brings others; one of them was expected, but both came',
      ja: '--setting-hands は組み込みの手順用、--steps は別の手順用です。どちらか一方を指定してください',
    });
  }
  if (steps !== undefined) {
    return readSteps(readTextFile(steps), steps);
  }
  return hands === undefined
    ? defaultSteps()
    : defaultSteps(
        Math.round(1000 * numberWithin('setting-hands', hands, [0, simulationLimits.settingOperatorSeconds])),
      );
};
