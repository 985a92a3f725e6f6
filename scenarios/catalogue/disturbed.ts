import {type Disturbance, disturbances} from '../engine/disturbance.ts';
import type {Expectation, Scenario} from '../engine/scenario.ts';
import {endOfCut} from './end-of-cut.ts';

/**
 * The scenario with something gone wrong at one command of a phase, held against what is documented for that phase;
 * against no budget.
 */
export const disturbedBy = (scenario: Scenario, disturbance: Disturbance): Scenario => {
  const {variants: _, ...base} = scenario;
  const {what, phase: id, command = 1} = disturbance;
  const {title} = disturbances[what];
  const phase = scenario.phases.find((one) => one.id === id)?.title ?? {en: id, ja: id};
  const expected = expectedOf(scenario, disturbance);
  const [en, ja] =
    disturbances[what].actor === 'card'
      ? [`, command ${command} of “${phase.en}”`, `「${phase.ja}」の${command}番目: `]
      : [`, in “${phase.en}”`, `「${phase.ja}」: `];
  return {
    ...base,
    id: disturbedId(scenario.id, disturbance),
    title: {
      en: `${scenario.title.en}: ${title.en}${en}`,
      ja: `${scenario.title.ja}: ${ja}${title.ja}`,
    },
    budgets: [],
    setting: {...scenario.setting, disturbance},
    ...(expected ? {expected} : {}),
  };
};

const disturbedId = (scenario: string, {what, phase, command}: Disturbance): string =>
  `${scenario}:${what}@${phase}${command === undefined ? '' : `:${command}`}`;

/** The disturbed scenario that has this id; undefined where there is none. */
export const disturbedNamed = (id: string, scenarios: readonly Scenario[]): Scenario | undefined => {
  const [, of, what, phase, command] = /^([^:]+):([^@:]+)@([^:]+)(?::(\d+))?$/.exec(id) ?? [];
  const scenario = scenarios.find((one) => one.id === of);
  return scenario && phase !== undefined && isDisturbance(what)
    ? disturbedBy(scenario, {what, phase, ...(command === undefined ? {} : {command: Number(command)})})
    : undefined;
};

const isDisturbance = (what: string | undefined): what is Disturbance['what'] =>
  what !== undefined && Object.hasOwn(disturbances, what);

/**
 * As the variant has it that does the same at the first command. A scenario without one ends `recovered` where it has
 * a recovery, and else where it was cut; one whose question only comes twice, by itself.
 */
const expectedOf = (scenario: Scenario, {what, phase}: Disturbance): Expectation | undefined => {
  const {variants = [], recovery, changes = ['*'], expected} = scenario;
  const same = variants.find(
    ({setting}) => setting?.disturbance?.what === what && setting.disturbance.phase === phase,
  );
  if (same || !disturbances[what].cuts) {
    return same?.expected ?? expected;
  }
  return endOfCut(what, recovery, changes);
};
