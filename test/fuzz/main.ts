import {performance} from 'node:perf_hooks';
import {parseArgs} from 'node:util';
import {fuzz} from './campaign.ts';
import type {Violation} from './invariants.ts';
import {fuzzManaged} from './managed/managed-campaign.ts';
import {managedPlants} from './managed/managed-plants.ts';
import type {ChangeRow} from './managed/managed-run.ts';
import {stepText} from './managed/managed-step.ts';
import {managedImage} from './managed/managed-world.ts';
import {type Plant, plants} from './plants.ts';
import {asCommands} from './step.ts';
import {fuzzWorlds} from './world.ts';

/** `npm run fuzz`: hostile input for a number of seconds. Exit status 1 on a finding, which is made short. */
const plantNames = [...Object.keys(plants), ...Object.keys(managedPlants)];
const usage = `npm run fuzz -- [--seconds N] [--seed S] [--plant ${plantNames.join(' | ')}]`;

/** How much of the time the card with areas, applications and secure channels gets. */
const managedShare = 0.4;

const number = (text: string, name: string): number => {
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`--${name} is a whole number, but "${text}" came`);
  }
  return Number(text);
};

const main = async (): Promise<number> => {
  const {values} = parseArgs({
    options: {
      seconds: {type: 'string', default: '60'},
      seed: {type: 'string', default: '1'},
      plant: {type: 'string'},
    },
  });
  const seconds = number(values.seconds, 'seconds');
  const seed = number(values.seed, 'seed');
  const named = values.plant;
  if (named !== undefined && !plantNames.includes(named)) {
    throw new Error(`--plant names a defect out of ${plantNames.join(', ')}`);
  }
  const [plant, managedPlant] = named === undefined ? [] : [plants[named], managedPlants[named]];
  const ordinary = managedPlant
    ? 0
    : await fuzzOrdinary(seconds * (plant ? 1 : 1 - managedShare), seed, plant);
  const managed = plant
    ? 0
    : await fuzzManagement(seconds * (managedPlant ? 1 : managedShare), seed, managedPlant);
  return Math.max(ordinary, managed);
};

const fuzzOrdinary = async (seconds: number, seed: number, plant?: Plant): Promise<number> => {
  const worlds = await fuzzWorlds();
  const {elapsed, tell} = stopwatch(seed);
  const {finding, ...done} = await fuzz(worlds, seed, () => elapsed() < seconds, plant);
  tell('five makes of card', done);
  return finding ? found(finding, finding.world, asCommands(finding.shortest)) : nothingFound();
};

const fuzzManagement = async (seconds: number, seed: number, plant?: ChangeRow): Promise<number> => {
  const image = await managedImage();
  const {elapsed, tell} = stopwatch(seed);
  const {finding, ...done} = await fuzzManaged(image, seed, () => elapsed() < seconds, plant);
  tell('a card with applications in its areas', done);
  return finding ? found(finding, 'managed', finding.shortest.map(stepText).join('\n')) : nothingFound();
};

const stopwatch = (
  seed: number,
): {elapsed(): number; tell(what: string, done: {sequences: number; commands: number}): void} => {
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  return {
    elapsed,
    tell(what, {sequences, commands}) {
      const rate = Math.round(commands / elapsed()).toLocaleString('en');
      process.stdout.write(
        `${what}: ${sequences} sequences, ${commands} commands in ${elapsed().toFixed(1)} s, ${rate} commands per second, seed ${seed}\n`,
      );
    },
  };
};

const nothingFound = (): number => {
  process.stdout.write('nothing found\n');
  return 0;
};

interface Found {
  readonly sequence: number;
  readonly violation: Violation;
  readonly drawn: number;
  readonly shortest: readonly unknown[];
}

const found = ({sequence, violation, drawn, shortest}: Found, world: string, text: string): number => {
  process.stdout.write(
    `found in sequence ${sequence}, on the card "${world}": "${violation.invariant}" does not hold: ${violation.what}\n` +
      `${drawn} steps, ${shortest.length} after minimising:\n${text}\n`,
  );
  return 1;
};

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exit(2);
}
