import {loadavg} from 'node:os';
import {performance} from 'node:perf_hooks';
import {cardFromImage, memoryStore, timingRandomOf} from '../../emulator/index.ts';
import {
  type Clock,
  fromHex,
  type RecordEvent,
  realClock,
  systemRandom,
  virtualClock,
} from '../../protocol/index.ts';
import {testImage, testRsa} from '../support/test-card.ts';
import {type Measurement, median, percentile} from './measurement.ts';

const delays = 300;
const rounds = 9;
const perRound = 20_000;

const select = fromHex('00A4040C0AD392F000260100000001');
const commands = [fromHex('00A4020C02000A'), fromHex('00B0010000'), fromHex('0084000008')];

/** How closely a card on the real clock keeps the time its profile asks for; and what asking costs without waiting. */
export const measureKeptDelays = async (): Promise<Measurement[]> => [
  await lateness(),
  await costOfModelling(),
];

const lateness = async (): Promise<Measurement> => {
  const late: number[] = [];
  const card = timedCard(realClock(), (event) => {
    if (event.type === 'apdu' && event.modelled) {
      const asked = event.modelled.cardNs + event.modelled.linkNs;
      late.push((event.end - event.at - asked) / 1e6);
    }
  });
  await card.transmit(select);
  late.length = 0;
  for (let i = 0; i < delays; i += 1) {
    await card.transmit(commands[i % commands.length] ?? select);
  }
  const [p50, p99, most] = [median(late), percentile(late, 0.99), Math.max(...late)];
  const early = late.filter((ms) => ms < 0).length;
  return {
    name: 'modelled time, kept less asked, real clock',
    value: `p50 ${p50.toFixed(3)} ms, p99 ${p99.toFixed(3)} ms, max ${most.toFixed(3)} ms, ${early} early (${late.length} delays of 6 to 10 ms, load ${(loadavg()[0] ?? 0).toFixed(1)})`,
    aim: 'p99 ≤ 1 ms on an idle machine, none early',
    met: p99 <= 1 && early === 0,
  };
};

const costOfModelling = async (): Promise<Measurement> => {
  let recorded = 0;
  const timed = timedCard(virtualClock(new Date(0)), () => {
    recorded += 1;
  });
  const bare = timedCard(virtualClock(new Date(0)), undefined, 'instant');
  const took: number[] = [];
  for (const card of [timed, bare]) {
    await card.transmit(select);
    await card.transmit(commands[0] ?? select);
  }
  for (let i = 0; i < rounds; i += 1) {
    took.push((await microseconds(timed)) - (await microseconds(bare)));
  }
  const added = median(took);
  return {
    name: 'what timing with spread and recording add to an APDU in process, virtual clock',
    value: `${added.toFixed(2)} µs (${recorded.toLocaleString('en')} events)`,
    aim: '< 5 µs',
    met: added < 5,
  };
};

const microseconds = async (card: ReturnType<typeof timedCard>): Promise<number> => {
  const read = commands[1] ?? select;
  const at = performance.now();
  for (let n = 0; n < perRound; n += 1) {
    await card.transmit(read);
  }
  return ((performance.now() - at) * 1000) / perRound;
};

const timedCard = (
  clock: Clock,
  record: ((event: RecordEvent) => void) | undefined,
  timing = 'contactless-848',
): ReturnType<typeof cardFromImage> => {
  const timingRandom = timingRandomOf(1);
  const card = cardFromImage(testImage(), timing, {
    clock,
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
    ...(timingRandom ? {timingRandom} : {}),
    ...(record ? {record} : {}),
  });
  card.powerOn();
  return card;
};
