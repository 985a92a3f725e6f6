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
  /** Which of the cards it was. */
  readonly world: string;
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
  worlds: readonly [FuzzWorld, ...FuzzWorld[]],
  seed: number,
  more: (sequences: number) => boolean,
  plant: Plant = {},
): Promise<Campaign> => {
  const kinds = worlds.map((world) => ({
    world,
    direct: directSubjects(world, plant),
    linked: linkedSubjects(world, dice(seed), plant),
  }));
  let commands = 0;
  let sequences = 0;
  for (; more(sequences); sequences += 1) {
    const sequence = (Math.imul(seed, 1_000_003) + sequences) >>> 0;
    // Shifted by one after each linked sequence, so that every card has its turn behind the link.
    const kind = kinds[(sequences + Math.floor(sequences / linkedEvery)) % kinds.length];
    if (!kind) {
      throw new Error('there is a card to fuzz');
    }
    const {world} = kind;
    const subjects = sequences % linkedEvery === linkedEvery - 1 ? kind.linked : kind.direct;
    const ran = await runRandom(world, subjects, sequence);
    commands += ran.commands;
    const {violation} = ran;
    if (violation) {
      const shortest = await minimise(ran.steps, async (steps) => {
        const again = await runSteps(world, subjects, steps);
        return again.violation?.invariant === violation.invariant;
      });
      const finding = {sequence, world: world.name, violation, drawn: ran.steps.length, shortest};
      return {sequences: sequences + 1, commands, finding};
    }
  }
  return {sequences, commands};
};
