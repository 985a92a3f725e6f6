import {parseArgs} from 'node:util';
import {appletSequences} from './applet-sequences.ts';
import {contentSequences} from './content-sequences.ts';
import {killInstallations} from './install-kills.ts';
import {issuerSequences} from './issuer-sequences.ts';
import {killProcesses} from './kills.ts';
import {defects} from './planted-defects.ts';
import {cutBetweenCommands, cutEverywhere, type Toll, watchWrites} from './power-cuts.ts';
import {holderSequences} from './sequences.ts';
import {killStores} from './store-kills.ts';

/** `npm run torture`: power cuts on a simulated disk, then SIGKILL on real processes. Exit status 1 on a loss. */
const usage = `npm run torture -- [--kills N] [--seed S] [--plant ${Object.keys(defects).join(' | ')}]`;

const number = (text: string, name: string): number => {
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`--${name} is a whole number, but "${text}" came`);
  }
  return Number(text);
};

const tally = {cuts: 0, losses: 0};
const shownLosses = 10;

const report = (what: string, {cuts, losses}: Toll): void => {
  process.stdout.write(`${what}: ${cuts} cuts tried, ${losses.length} losses\n`);
  for (const loss of losses.slice(0, shownLosses)) {
    process.stdout.write(`  ${loss}\n`);
  }
  if (losses.length > shownLosses) {
    process.stdout.write(`  and ${losses.length - shownLosses} more\n`);
  }
  tally.cuts += cuts;
  tally.losses += losses.length;
};

const main = async (): Promise<number> => {
  const {values} = parseArgs({
    options: {
      kills: {type: 'string', default: '1000'},
      seed: {type: 'string', default: '1'},
      plant: {type: 'string'},
    },
  });
  const kills = number(values.kills, 'kills');
  const seed = number(values.seed, 'seed');
  const defect = values.plant === undefined ? {} : defects[values.plant];
  if (!defect) {
    throw new Error(`--plant names a defect out of ${Object.keys(defects).join(', ')}`);
  }
  for (const sequence of [...holderSequences, ...issuerSequences, ...contentSequences, ...appletSequences]) {
    report(`power cut at every write, ${sequence.title}`, await cutEverywhere(sequence, defect));
    report(`power cut between commands, ${sequence.title}`, await cutBetweenCommands(sequence, defect));
  }
  report('power cut where the writes tell a right PIN from a wrong one', await watchWrites(defect));
  if (values.plant === undefined && kills > 0) {
    const progress = (done: number): void => {
      if (done % 100 === 0) {
        process.stdout.write(`  ${done} kills\n`);
      }
    };
    report(`SIGKILL at random moments, seed ${seed}`, await killProcesses({kills, seed, progress}));
    const installs = await killInstallations({kills, seed, progress});
    report(`SIGKILL while applications are installed, seed ${seed}`, installs);
    report(`SIGKILL on a centre's store, seed ${seed}`, await killStores({kills, seed, progress}));
  }
  process.stdout.write(`cuts tried ${tally.cuts}, losses ${tally.losses}\n`);
  return tally.losses === 0 ? 0 : 1;
};

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${usage}\n`);
  process.exit(2);
}
