import {cardFromImage, memoryStore} from '../../emulator/index.ts';
import {realClock, systemRandom} from '../../protocol/index.ts';
import {testImage, testRsa} from '../support/test-card.ts';

/** Run with `--expose-gc`: prints the bytes that one powered, idle card takes, heap and buffers, after collection. */
const count = 1000;

const used = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  const {heapUsed, arrayBuffers} = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

if (!globalThis.gc) {
  throw new Error('idle-cards.js is run with --expose-gc');
}
const clock = realClock();
const card = (i: number) => {
  const made = cardFromImage({...testImage(), id: `idle-${i}`}, 'instant', {
    clock,
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
  });
  made.powerOn();
  return made;
};
card(-1);
const before = used();
const cards = Array.from({length: count}, (_, i) => card(i));
const after = used();
process.stdout.write(`${Math.round((after - before) / cards.length)}\n`);
process.exit();
