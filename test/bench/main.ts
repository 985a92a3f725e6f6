import {mkdirSync, writeFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {lacksOpenssl, lacksPcsc} from '../support/kazasu.ts';
import {measureCardInProcess} from './card-in-process.ts';
import {measureCentreStore} from './centre-store.ts';
import {measureKeptDelays} from './kept-delays.ts';
import {measureListIndex} from './list-index.ts';
import {measureManyCards} from './many-cards.ts';
import type {Measurement} from './measurement.ts';
import {measureOcspRate} from './ocsp-rate.ts';
import {measurePreInstalledCards} from './pre-installed-cards.ts';
import {measureReaderLink} from './reader-link.ts';
import {measureSecureChannel} from './secure-channel.ts';
import {measureVerification} from './verification.ts';
import {measureVirtualLogIns} from './virtual-log-ins.ts';
import {measureWholeTransactions} from './whole-transactions.ts';
import {measureWorkload} from './workload.ts';

/** `npm run bench`: speed as ratios and rates of one run. Nothing here passes or fails a build. */
const measurements: Measurement[] = [];

const show = (found: readonly Measurement[]): void => {
  for (const {name, value, aim, met} of found) {
    process.stdout.write(`${met ? 'met   ' : 'missed'}  ${name}: ${value}; aim ${aim}\n`);
  }
  measurements.push(...found);
};

const [processor] = cpus();
process.stdout.write(
  `${processor?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}\n`,
);
show(await measureCardInProcess());
show(await measureKeptDelays());
show(await measureVirtualLogIns());
show(await measureManyCards());
show(await measurePreInstalledCards());
show(await measureVerification());
show(await measureListIndex());
show(await measureCentreStore());
show(measureWorkload());
show(measureWholeTransactions());
show(measureSecureChannel());
if (lacksOpenssl === undefined) {
  show(await measureOcspRate());
} else {
  process.stdout.write('not measured: OCSP beside openssl, because openssl is not installed\n');
}
if (lacksPcsc === undefined) {
  show(await measureReaderLink());
} else {
  process.stdout.write(`not measured: PC/SC, because ${lacksPcsc} is not installed\n`);
}
mkdirSync('out', {recursive: true});
writeFileSync(
  'out/bench.json',
  `${JSON.stringify({processor: processor?.model, node: process.version, measurements}, null, 2)}\n`,
);
process.exit();
