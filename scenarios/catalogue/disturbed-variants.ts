import {type DisturbanceName, disturbanceNames, disturbances} from '../engine/disturbance.ts';
import type {Phase, Scenario, Variant} from '../engine/scenario.ts';

export interface Disturbable extends Pick<Scenario, 'phases' | 'recovery' | 'changes'> {
  /** Ids of phases that nothing can disturb where they are, such as one that only ends a transaction. */
  readonly undisturbed?: readonly string[];
}

/**
 * A variant for everything that can go wrong at every step: the card taken out or its power lost, the line cut on the
 * way to the centre or back. With a recovery they end `recovered`; without one, where they were cut, having changed
 * nothing but what the scenario may.
 */
export const disturbedVariants = (scenario: Disturbable): readonly Variant[] =>
  scenario.phases
    .filter(({id}) => !scenario.undisturbed?.includes(id))
    .flatMap((phase) =>
      disturbanceNames
        .filter((what) => disturbances[what].actor === phase.actor)
        .map((what) => disturbedVariant(scenario, phase, what)),
    );

const disturbedVariant = (
  {recovery, changes = []}: Disturbable,
  phase: Phase,
  what: DisturbanceName,
): Variant => {
  const {title, actor} = disturbances[what];
  return {
    id: `${what}-at-${phase.id}`,
    title: {
      en: `${title.en}, in “${phase.title.en}”`,
      ja: `「${phase.title.ja}」で${title.ja}`,
    },
    setting: {disturbance: {what, phase: phase.id}},
    expected: recovery
      ? {verdict: 'pass', reasonId: 'recovered', changes}
      : {
          verdict: 'inconclusive',
          reasonId: actor === 'card' ? 'card-removed' : 'line-cut',
          changes,
        },
  };
};
