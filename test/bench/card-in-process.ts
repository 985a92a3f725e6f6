import {performance} from 'node:perf_hooks';
import {type Card, cardFromImage, memoryStore} from '../../emulator/index.ts';
import {aids, command, commandApdu, type Recorder, realClock, systemRandom} from '../../protocol/index.ts';
import {testImage, testRsa} from '../support/test-card.ts';
import {type Measurement, median} from './measurement.ts';

const rounds = 9;
const perRound = 100_000;

/** READ BINARY of 256 bytes from the certificate, on a card in this process, without and with a record. */
export const measureCardInProcess = async (): Promise<Measurement[]> => {
  const select = commandApdu.encode(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aids.jpki}));
  const selectFile = commandApdu.encode(
    command({cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: Uint8Array.of(0x00, 0x0a)}),
  );
  const read = commandApdu.encode(command({cla: 0, ins: 0xb0, p1: 1, p2: 0, ne: 256}));
  let recorded = 0;
  const bare = poweredCard();
  const watched = poweredCard(() => {
    recorded += 1;
  });
  const rates: Record<'bare' | 'watched', number[]> = {bare: [], watched: []};
  for (const card of [bare, watched]) {
    await card.transmit(select);
    await card.transmit(selectFile);
  }
  for (let i = 0; i < rounds; i += 1) {
    for (const [name, card] of [
      ['bare', bare],
      ['watched', watched],
    ] as const) {
      const at = performance.now();
      for (let n = 0; n < perRound; n += 1) {
        await card.transmit(read);
      }
      rates[name].push(perRound / ((performance.now() - at) / 1000));
    }
  }
  const rate = median(rates.bare);
  const perEventUs = 1e6 / median(rates.watched) - 1e6 / rate;
  return [
    {
      name: 'READ BINARY in process, 256 bytes, p50 of rounds',
      value: `${Math.round(rate).toLocaleString('en')} per second (${rounds} rounds of ${perRound})`,
      aim: '≥ 200,000',
      met: rate >= 200_000,
    },
    {
      name: 'what recording adds to an APDU in process',
      value: `${perEventUs.toFixed(2)} µs (${recorded.toLocaleString('en')} events)`,
      aim: '< 5 µs',
      met: perEventUs < 5,
    },
  ];
};

const poweredCard = (record?: Recorder): Card => {
  const environment = {clock: realClock(), random: systemRandom(), store: memoryStore, rsa: testRsa};
  const card = cardFromImage(testImage(), 'instant', record ? {...environment, record} : environment);
  card.powerOn();
  return card;
};
