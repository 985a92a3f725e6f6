import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';
import {kazasuLoadSchema} from '../../reports/index.ts';
import type {Measurement} from './measurement.ts';

const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));
const ratePerSecond = 500;

/** Whole log-ins a second: card, HTTP, centre with chain, signature and OCSP; two processes. */
export const measureWholeTransactions = (): Measurement[] => {
  const args = [
    'load',
    '--rate',
    String(ratePerSecond),
    '--seconds',
    '10',
    '--arrivals',
    'poisson',
    '--json',
  ];
  const {stdout, stderr} = spawnSync(process.execPath, [program, ...args], {encoding: 'utf8'});
  if (stdout === '') {
    throw new Error(stderr);
  }
  const {held, passedPerSecond, response} = kazasuLoadSchema.parse(JSON.parse(stdout));
  return [
    {
      name: `${ratePerSecond} whole log-ins a second over HTTP, as people come`,
      value: `${passedPerSecond.toFixed(0)} a second; p50 ${response.p50.toFixed(1)}, p99 ${response.p99.toFixed(1)} ms from the intended start`,
      aim: `${ratePerSecond} a second held`,
      met: held,
    },
  ];
};
