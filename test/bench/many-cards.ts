import {execFile} from 'node:child_process';
import {performance} from 'node:perf_hooks';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {createCentre} from '../../centre/index.ts';
import {personalise, personaNamed} from '../../emulator/index.ts';
import {type KeyStore, realClock, seededRandom} from '../../protocol/index.ts';
import {prepareCard} from '../../scenarios/world/card-preparation.ts';
import type {Measurement} from './measurement.ts';

const many = 1000;
const few = 20;

/** Making distinct cards with keys from a pool, and without one; what an idle card takes of memory. */
export const measureManyCards = async (): Promise<Measurement[]> => {
  const fresh = new Map<string, Uint8Array>();
  const withoutPool = await secondsFor(few, {
    get: (name) => fresh.get(name),
    set: (name, key) => void fresh.set(name, key),
  });
  const keys = [...fresh.values()];
  let drawn = 0;
  const withPool = await secondsFor(many, {
    get() {
      drawn += 1;
      return keys[drawn % keys.length];
    },
    set: () => undefined,
  });
  const {stdout} = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    fileURLToPath(new URL('./idle-cards.js', import.meta.url)),
  ]);
  const kibibytes = Number(stdout) / 1024;
  return [
    {
      name: `${many} distinct cards, keys drawn from a pool of ${keys.length}`,
      value: `${withPool.toFixed(1)} s (distinct people, numbers and certificates; keys repeat)`,
      aim: '≤ 60 s',
      met: withPool <= 60,
    },
    {
      name: `${many} distinct cards, every key made`,
      value: `${((withoutPool * many) / few).toFixed(0)} s, extrapolated from ${few} cards in ${withoutPool.toFixed(1)} s, authorities included`,
      aim: 'none, for comparison',
      met: true,
    },
    {
      name: 'memory of an idle card',
      value: `${kibibytes.toFixed(0)} KiB (1,000 powered cards in one process, heap and buffers after gc)`,
      aim: '≤ 256 KiB',
      met: kibibytes <= 256,
    },
  ];
};

const secondsFor = async (count: number, keys: KeyStore): Promise<number> => {
  const clock = realClock();
  const random = seededRandom('bench-many-cards', keys);
  const centre = createCentre({random: random.fork('centre'), clock});
  const persona = personaNamed('adult');
  const ids = new Set<string>();
  const at = performance.now();
  for (let number = 0; number < count; number += 1) {
    const image = await personalise(await prepareCard({persona, number, centre, random, at: clock.wall()}));
    ids.add(image.id);
  }
  const seconds = (performance.now() - at) / 1000;
  if (ids.size !== count) {
    throw new Error(`${count} distinct cards were expected, but there are ${ids.size}`);
  }
  return seconds;
};
