import {existsSync, readFileSync} from 'node:fs';
import {readTimingProfile, timingProfileUnreadable} from '../../emulator/timing/profile-file.ts';
import {timingProfileNamed, timingProfiles} from '../../emulator/timing/profiles.ts';
import {type TimingSeed, usualTimingSeed} from '../../emulator/timing/spread.ts';
import type {TimingProfile} from '../../emulator/timing/timing-profile.ts';
import {UsageError} from '../usage-error.ts';

/** Options by which several commands choose how long the card takes. */
export const timingOptions = {
  timing: {
    type: 'string',
    default: 'instant',
    describe: `Timing profile the card keeps to: ${Object.keys(timingProfiles).join(', ')}, or a file`,
  },
  'timing-seed': {
    type: 'string',
    default: String(usualTimingSeed),
    describe: 'Seed of the spread around the profile’s times: a number, or none for no spread',
  },
} as const;

export interface ChosenTiming {
  readonly timing: TimingProfile;
  readonly timingSeed: TimingSeed;
}

/** The profile and seed that the options choose. */
export const chooseTiming = (options: {timing: string; 'timing-seed': string}): ChosenTiming => ({
  timing: timingProfileFor(options.timing),
  timingSeed: seedFrom(options['timing-seed']),
});

/** A built-in profile by name, or the profile in a file: whatever looks like a path, or lies there. */
export const timingProfileFor = (nameOrFile: string): TimingProfile => {
  const builtIn = Object.hasOwn(timingProfiles, nameOrFile);
  if (builtIn || !(/[/\\]|\.(ya?ml|json)$/i.test(nameOrFile) || existsSync(nameOrFile))) {
    return timingProfileNamed(nameOrFile);
  }
  let text: string;
  try {
    text = readFileSync(nameOrFile, 'utf8');
  } catch (error) {
    throw timingProfileUnreadable(nameOrFile, error);
  }
  return readTimingProfile(text, nameOrFile);
};

const seedFrom = (text: string): TimingSeed => {
  if (text === 'none') {
    return text;
  }
  const seed = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed)) {
    throw new UsageError({
      en: `--timing-seed is a whole number or none, but "${text}" came`,
      ja: `--timing-seed は整数または none ですが、「${text}」が指定されました`,
    });
  }
  return seed;
};
