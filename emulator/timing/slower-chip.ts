import {timingProfileNamed} from './profiles.ts';
import type {Figure, TimingProfile} from './timing-profile.ts';

/** A chip that takes so many times as long as a built-in profile says. */
export interface SlowChip {
  /** Name of the profile. */
  readonly profile: string;
  readonly times: number;
}

/**
 * The profile of a slower chip: commands, keys and memory take so many times as long, the link takes what it took.
 * Bench-defined, T64. Errors: `KZS-TIMING-PROFILE-UNKNOWN`.
 */
export const slowerChip = ({profile, times}: SlowChip): TimingProfile => {
  const base = timingProfileNamed(profile);
  const slower = (figure: Figure): Figure => ({...figure, value: figure.value * times});
  const all = <T extends object>(figures: T): T =>
    Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, slower(figure)])) as T;
  return {
    ...base,
    name: `${profile}, chip ${times} times slower`,
    title: {
      en: `${base.title.en}, a chip that takes ${times} times as long`,
      ja: `${base.title.ja}(チップの時間を${times}倍)`,
    },
    evidence: 'bench-defined',
    reference: 'T64',
    commands: all(base.commands),
    otherCommands: slower(base.otherCommands),
    keyOperations: all(base.keyOperations),
    memory: all(base.memory),
  };
};
