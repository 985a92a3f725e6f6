import {type Deviates, spreadFactor} from './spread.ts';
import type {TimedCommand} from './timed-command.ts';
import type {Figure, KeyOperation, TimingProfile} from './timing-profile.ts';

/** What one exchange made the card and its link do. Lengths are in bytes. */
export interface Work {
  /** The command's name in timing profiles; none for what the card did not recognise. */
  readonly name: string | undefined;
  readonly commandBytes: number;
  readonly responseBytes: number;
  /** Persistent commits, and the bytes they changed. */
  readonly commits: number;
  readonly writtenBytes: number;
  readonly keyOperations: readonly string[];
}

/** Nanoseconds. `cardNs` is all the chip's work; `nvNs`, a part of it, what was written to persistent memory. */
export interface ModelledTime {
  readonly cardNs: number;
  readonly linkNs: number;
  readonly nvNs?: number;
}

/** What an exchange takes under a profile: the means, or with deviates one draw from the spread around them. */
export const modelledTime = (profile: TimingProfile, work: Work, deviates?: Deviates): ModelledTime => {
  const draw = ({value, spread}: Figure, kind: keyof Deviates): number =>
    deviates ? value * spreadFactor(spread, deviates[kind]) : value;
  const command = profile.commands[work.name as TimedCommand] ?? profile.otherCommands;
  let ms = draw(command, 'commands');
  for (const operation of work.keyOperations) {
    const figure = profile.keyOperations[operation as KeyOperation];
    ms += figure ? draw(figure, 'keyOperations') : 0;
  }
  const {memory} = profile;
  const nvNs =
    work.commits === 0
      ? 0
      : Math.round(
          work.commits * draw(memory.perCommitMs, 'memory') * 1e6 +
            work.writtenBytes * draw(memory.perByteUs, 'memory') * 1e3,
        );
  return {
    cardNs: Math.round(ms * 1e6) + nvNs,
    linkNs: linkNs(profile, work, draw),
    ...(nvNs > 0 ? {nvNs} : {}),
  };
};

const linkNs = (
  {link}: TimingProfile,
  {commandBytes, responseBytes}: Work,
  draw: (figure: Figure, kind: 'link') => number,
): number => {
  const {value: blockBytes} = link.blockBytes;
  const blocks =
    blockBytes > 0 ? blocksFor(commandBytes, blockBytes) + blocksFor(responseBytes, blockBytes) : 0;
  return Math.round(
    (draw(link.perExchangeUs, 'link') +
      (commandBytes + responseBytes) * draw(link.perByteUs, 'link') +
      blocks * draw(link.perBlockUs, 'link')) *
      1e3,
  );
};

/** Blocks that carry so many bytes, and those that acknowledge all of them but the last, ISO/IEC 14443-4 clause 7.5. */
const blocksFor = (bytes: number, blockBytes: number): number =>
  2 * Math.max(1, Math.ceil(bytes / blockBytes)) - 1;
