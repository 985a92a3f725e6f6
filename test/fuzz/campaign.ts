import {dice} from '../support/dice.ts';
import type {Violation} from './invariants.ts';
import {minimise} from './minimise.ts';
import type {Plant} from './plants.ts';
import {runRandom, runSteps} from './run.ts';
import type {Step} from './step.ts';
import {directSubjects, linkedSubjects} from './subject.ts';
import type {FuzzWorld} from './world.ts';

export interface Finding {
  /** Seed of the sequence that failed. */
  readonly sequence: number;
  readonly violation: Violation;
  readonly drawn: number;
  readonly shortest: readonly Step[];
}

export interface Campaign {
  readonly sequences: number;
  readonly commands: number;
  readonly finding?: Finding;
}

/** One sequence in so many goes through a vpcd link, which costs a connection. */
const linkedEvery = 20;

/** Sequences from a seed, until one fails or `more` has enough. The first failure is made as short as it gets. */
export const fuzz = async (
  world: FuzzWorld,
  seed: number,
  more: (sequences: number) => boolean,
  plant: Plant = {},
): Promise<Campaign> => {
  const direct = directSubjects(world, plant);
  const linked = linkedSubjects(world, dice(seed), plant);
  let commands = 0;
  let sequences = 0;
  for (; more(sequences); sequences += 1) {
    const sequence = (Math.imul(seed, 1_000_003) + sequences) >>> 0;
    const subjects = sequences % linkedEvery === linkedEvery - 1 ? linked : direct;
    const ran = await runRandom(world, subjects, sequence);
    commands += ran.commands;
    const {violation} = ran;
    if (violation) {
      const shortest = await minimise(ran.steps, async (steps) => {
        const again = await runSteps(world, subjects, steps);
        return again.violation?.invariant === violation.invariant;
      });
      const finding = {sequence, violation, drawn: ran.steps.length, shortest};
      return {sequences: sequences + 1, commands, finding};
    }
  }
  return {sequences, commands};
};
