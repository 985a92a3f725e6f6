import type {CardImage} from '../../../emulator/index.ts';
import {dice} from '../../support/dice.ts';
import {fewerSteps} from '../minimise.ts';
import {nextManaged} from './managed-generate.ts';
import {type ChangeRow, ManagedScene, type ManagedViolation} from './managed-run.ts';
import type {ManagedStep} from './managed-step.ts';

export interface ManagedFinding {
  readonly sequence: number;
  readonly violation: ManagedViolation;
  readonly drawn: number;
  readonly shortest: readonly ManagedStep[];
}

export interface ManagedCampaign {
  readonly sequences: number;
  readonly commands: number;
  readonly finding?: ManagedFinding;
}

const mostActions = 25;
const minimisingRuns = 600;

/** Sequences from a seed on a card whose areas are in use, until one fails or `more` has enough. */
export const fuzzManaged = async (
  image: CardImage,
  seed: number,
  more: (sequences: number) => boolean,
  plant?: ChangeRow,
): Promise<ManagedCampaign> => {
  let commands = 0;
  let sequences = 0;
  for (; more(sequences); sequences += 1) {
    const sequence = (Math.imul(seed, 1_000_003) + sequences) >>> 0;
    const roll = dice(sequence);
    const steps = Array.from({length: 3 + roll.below(mostActions)}, () => nextManaged(roll)).flat();
    const ran = await runManaged(image, steps, plant);
    commands += ran.commands;
    const {violation} = ran;
    if (violation) {
      let runs = 0;
      const shortest = await fewerSteps(ran.steps, async (fewer) => {
        runs += 1;
        const again = runs > minimisingRuns ? undefined : await runManaged(image, fewer, plant);
        return again?.violation?.invariant === violation.invariant;
      });
      const finding = {sequence, violation, drawn: ran.steps.length, shortest};
      return {sequences: sequences + 1, commands, finding};
    }
  }
  return {sequences, commands};
};

/** These steps on a fresh card, up to the one that breaks an invariant. */
export const runManaged = async (
  image: CardImage,
  steps: readonly ManagedStep[],
  plant?: ChangeRow,
): Promise<{
  readonly steps: readonly ManagedStep[];
  readonly commands: number;
  readonly violation: ManagedViolation | undefined;
}> => {
  const scene = new ManagedScene(image, plant);
  for (const [n, step] of steps.entries()) {
    await scene.perform(step);
    if (scene.violation) {
      return {steps: steps.slice(0, n + 1), commands: scene.commands, violation: scene.violation};
    }
  }
  return {steps, commands: scene.commands, violation: undefined};
};
