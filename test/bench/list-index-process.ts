import {readFileSync} from 'node:fs';
import {performance} from 'node:perf_hooks';
import {readCertificateList} from '../../centre/crl/read-certificate-list.ts';
import {median} from './measurement.ts';

/**
 * `node list-index-process.js FILE SERIAL…`: reads a list and looks serial numbers up, in a process of its own, so that
 * its memory is its own. Prints milliseconds, nanoseconds and bytes as JSON.
 */
const [, , file = '', ...serials] = process.argv;
const bytes = readFileSync(file);
const rounds = 21;

const bareScan = (): number => {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    sum = (sum + (bytes[i] as number)) | 0;
  }
  return sum;
};

const timed = (work: () => unknown): number => {
  const at = performance.now();
  work();
  return performance.now() - at;
};

const first = timed(() => readCertificateList(bytes));
// VmHWM and not the maximum of getrusage, which a process inherits from whoever started it.
const firstRss = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024;
const ratios: number[] = [];
const took: number[] = [];
const scans: number[] = [];
for (let i = 0; i < rounds; i += 1) {
  const scan = timed(bareScan);
  const index = timed(() => readCertificateList(bytes));
  ratios.push(index / scan);
  took.push(index);
  scans.push(scan);
}
const list = readCertificateList(bytes);
const absent = serials.map((serial) => `3F${serial.slice(2)}`);
let found = 0;
const lookUps = 400_000;
const perLookUpNs =
  (timed(() => {
    for (let i = 0; i < lookUps / 2; i += 1) {
      found += list.has(serials[i % serials.length] ?? '') ? 1 : 0;
      found += list.has(absent[i % absent.length] ?? '') ? 1 : 0;
    }
  }) *
    1e6) /
  lookUps;
process.stdout.write(
  JSON.stringify({
    entries: list.entries,
    first,
    firstRss,
    index: median(took),
    scan: median(scans),
    ratio: median(ratios),
    perLookUpNs,
    hits: found / lookUps,
  }),
);
