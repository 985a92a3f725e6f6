import {performance} from 'node:perf_hooks';
import {cardFromImage, memoryStore} from '../../emulator/index.ts';
import {command, commandApdu, realClock, systemRandom} from '../../protocol/index.ts';
import type {CardConnection} from '../../terminal/index.ts';
import {testImage, testRsa} from '../support/test-card.ts';
import {testCommand} from '../support/test-commands.ts';
import {type Measurement, median} from './measurement.ts';

const rounds = 15;
const chunk = 256;

/** All free files of the card over PC/SC, against the minimal card answering as many bytes to as many commands. */
export const measureFullRead = async (
  ours: CardConnection,
  floor: CardConnection,
): Promise<Measurement[]> => {
  const commands = readingCommands();
  const lengths: number[] = [];
  for (const one of commands) {
    lengths.push((await ours.transmit(one)).length);
  }
  const replies = lengths.map((bytes) => testCommand.reply(bytes));
  const ratios: number[] = [];
  const took: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const mine = await timeOf(ours, commands);
    const least = await timeOf(floor, replies);
    ratios.push(mine / least);
    took.push(mine);
  }
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  return [
    {
      name: 'all free files over PC/SC: p50 of our card / p50 of a minimal card',
      value: `${median(ratios).toFixed(2)} (${median(took).toFixed(1)} ms, ${commands.length} commands, ${bytes} bytes, ${rounds} pairs)`,
      aim: '≤ 1.15',
      met: median(ratios) <= 1.15,
    },
  ];
};

const timeOf = async (connection: CardConnection, commands: readonly Uint8Array[]): Promise<number> => {
  const at = performance.now();
  for (const one of commands) {
    await connection.transmit(one);
  }
  return performance.now() - at;
};

const readingCommands = (): Uint8Array[] => {
  const card = cardFromImage(testImage(), 'instant', {
    clock: realClock(),
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
  });
  const apdu = (fields: Partial<Parameters<typeof command>[0]> & {ins: number}): Uint8Array =>
    commandApdu.encode(command({cla: 0, p1: 0, p2: 0, ...fields}));
  return card.applications.flatMap(({name, aid, files}) => {
    const free = files.flatMap((file) => {
      const kept = card.persistent.applications.get(name)?.contents.get(file.id);
      if (file.kind !== 'transparent' || file.read.kind !== 'always' || !kept) {
        return [];
      }
      const size = Math.max(kept.length, file.size ?? 0);
      const offsets = Array.from({length: Math.ceil(size / chunk)}, (_, i) => i * chunk);
      return [
        apdu({ins: 0xa4, p1: 2, p2: 0x0c, data: Uint8Array.of(file.id >> 8, file.id & 0xff)}),
        ...offsets.map((at) => apdu({ins: 0xb0, p1: at >> 8, p2: at & 0xff, ne: chunk})),
      ];
    });
    return free.length > 0 ? [apdu({ins: 0xa4, p1: 4, p2: 0x0c, data: aid}), ...free] : [];
  });
};
