import {performance} from 'node:perf_hooks';
import {parseArgs} from 'node:util';
import {fuzz} from './campaign.ts';
import {plants} from './plants.ts';
import {asCommands} from './step.ts';
import {fuzzWorlds} from './world.ts';

/** `npm run fuzz`: hostile input for a number of seconds. Exit status 1 on a finding, which is made short. */
const usage = `npm run fuzz -- [--seconds N] [--seed S] [--plant ${Object.keys(plants).join(' | ')}]`;

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
  const plant = values.plant === undefined ? {} : plants[values.plant];
  if (!plant) {
    throw new Error(`--plant names a defect out of ${Object.keys(plants).join(', ')}`);
  }
  const worlds = await fuzzWorlds();
  const start = performance.now();
  const elapsed = (): number => (performance.now() - start) / 1000;
  const {sequences, commands, finding} = await fuzz(worlds, seed, () => elapsed() < seconds, plant);
  const rate = Math.round(commands / elapsed()).toLocaleString('en');
  process.stdout.write(
    `${sequences} sequences, ${commands} commands in ${elapsed().toFixed(1)} s, ${rate} commands per second, seed ${seed}\n`,
  );
  if (!finding) {
    process.stdout.write('nothing found\n');
    return 0;
  }
  const {violation, drawn, shortest, sequence, world} = finding;
  process.stdout.write(
    `found in sequence ${sequence}, on the card "${world}": "${violation.invariant}" does not hold: ${violation.what}\n` +
      `${drawn} steps, ${shortest.length} after minimising:\n${asCommands(shortest)}\n`,
  );
  return 1;
};

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exit(2);
}
