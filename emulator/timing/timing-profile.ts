import type {Evidence} from '../evidence.ts';
import type {TimedCommand} from './timed-command.ts';

/**
 * One number of a profile with where it comes from. `spread` is the standard deviation as a share of the value;
 * the value is the mean.
 */
export interface Figure {
  readonly value: number;
  readonly spread: number;
  readonly evidence: Evidence;
  /** Number in docs/sources.md or docs/deviations.md, or the record it was fitted from. */
  readonly reference: string;
  /** How many exchanges it was fitted from. */
  readonly samples?: number;
}

/** What a private key does on the card besides the command around it. */
export const keyOperations = ['RSA-2048 private key', 'RSA-2048 key pair'] as const;
export type KeyOperation = (typeof keyOperations)[number];

/** Kinds of cost that have a spread of their own. */
export const spreadKinds = ['commands', 'keyOperations', 'memory', 'link'] as const;
export type SpreadKind = (typeof spreadKinds)[number];

/**
 * How long a card of some make takes and how long its bytes take on the way. Commands and key operations are in ms,
 * memory in ms per commit and µs per byte written, the link in µs per byte, exchange and block.
 */
export interface TimingProfile {
  readonly name: string;
  readonly title: {readonly en: string; readonly ja: string};
  /** The weakest grade that counts: how well the profile as a whole is known. */
  readonly evidence: Evidence;
  readonly reference: string;
  readonly link: {
    readonly perByteUs: Figure;
    readonly perExchangeUs: Figure;
    /** Bytes of a command or response that fit one block; 0: the link has no blocks. */
    readonly blockBytes: Figure;
    /** What each block costs besides its bytes; one that is continued has to be acknowledged by another. */
    readonly perBlockUs: Figure;
  };
  readonly commands: Readonly<Partial<Record<TimedCommand, Figure>>>;
  /** A command that has no row of its own. */
  readonly otherCommands: Figure;
  readonly keyOperations: Readonly<Partial<Record<KeyOperation, Figure>>>;
  readonly memory: {readonly perCommitMs: Figure; readonly perByteUs: Figure};
}

/** Every figure of a profile, as `[place in a profile file, figure, unit]`. */
export const figuresOf = (
  profile: TimingProfile,
): (readonly [place: string, figure: Figure, unit: string])[] => [
  ...Object.entries(profile.commands).map(([name, figure]) => [`commands.${name}`, figure, 'ms'] as const),
  ['otherCommands', profile.otherCommands, 'ms'],
  ...Object.entries(profile.keyOperations).map(
    ([name, figure]) => [`keyOperations.${name}`, figure, 'ms'] as const,
  ),
  ['memory.perCommitMs', profile.memory.perCommitMs, 'ms'],
  ['memory.perByteUs', profile.memory.perByteUs, 'µs'],
  ['link.perByteUs', profile.link.perByteUs, 'µs'],
  ['link.perExchangeUs', profile.link.perExchangeUs, 'µs'],
  ['link.blockBytes', profile.link.blockBytes, 'bytes'],
  ['link.perBlockUs', profile.link.perBlockUs, 'µs'],
];

/** Whether a profile asks for no time at all, so that the card need not keep any. */
export const costsNothing = (profile: TimingProfile): boolean =>
  figuresOf(profile).every(([, {value}, unit]) => value === 0 || unit === 'bytes');
