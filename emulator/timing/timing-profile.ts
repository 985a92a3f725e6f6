import type {Evidence} from '../evidence.ts';

/**
 * How long a card of some make takes, in milliseconds per command name, and how long its bytes take on the way, in
 * microseconds per byte and per exchange. A command that has no row costs `otherMs`.
 */
export interface TimingProfile {
  readonly name: string;
  readonly title: {readonly en: string; readonly ja: string};
  readonly evidence: Evidence;
  /** Where the numbers come from: docs/sources.md or docs/deviations.md. */
  readonly reference: string;
  readonly commandMs: Readonly<Record<string, number>>;
  readonly otherMs: number;
  readonly perByteUs: number;
  readonly perExchangeUs: number;
}

export interface ModelledTime {
  readonly cardNs: number;
  readonly linkNs: number;
}

/** What one exchange takes under a profile. `bytes` counts command and response together. */
export const modelledTime = (
  profile: TimingProfile,
  commandName: string | undefined,
  bytes: number,
): ModelledTime => ({
  cardNs: ((commandName === undefined ? undefined : profile.commandMs[commandName]) ?? profile.otherMs) * 1e6,
  linkNs: (profile.perExchangeUs + bytes * profile.perByteUs) * 1e3,
});

/** What one exchange takes under a profile, by the lengths of its command and response. */
export const exchangeCost =
  (profile: TimingProfile) =>
  (name: string, commandBytes: number, responseBytes: number): ModelledTime =>
    modelledTime(profile, name, commandBytes + responseBytes);
