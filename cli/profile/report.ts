import {readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {KazasuError} from '../../protocol/index.ts';
import {writeAtomically} from '../../reports/atomic-file.ts';
import {compareProfiles} from '../../reports/baseline/compare.ts';
import {toJunit} from '../../reports/junit.ts';
import {profileAsResult} from '../../reports/profile/profile-as-result.ts';
import {type KazasuProfile, readProfile} from '../../reports/profile/profile-result.ts';
import {toProfileTable} from '../../reports/profile/profile-table.ts';
import {toTap} from '../../reports/tap.ts';
import {wantsColour} from '../../reports/text/lines.ts';
import type {Language} from '../language.ts';
import {print, printError} from '../output.ts';
import {terminalWidth} from '../terminal-width.ts';

/** Names of the files a profile leaves in its directory. */
export const profileFiles = {json: 'profile.json', tap: 'profile.tap', junit: 'profile.junit.xml'} as const;

/**
 * The profile in a file.
 * @throws KazasuError `KZS-PROFILE-FORMAT` when it is none, or cannot be read.
 */
export const readProfileFile = (path: string): KazasuProfile => {
  try {
    return readProfile(readFileSync(path, 'utf8'), path);
  } catch (error) {
    if (error instanceof KazasuError) {
      throw error;
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-PROFILE-FORMAT', {
      en: `a kazasu-profile of version 1 was expected in ${path}, but it cannot be read: ${why}`,
      ja: `${path} にはバージョン1の kazasu-profile が必要ですが、読めません: ${why}`,
    });
  }
};

/** The same profile, held against an earlier one. */
export const withBaseline = (
  current: KazasuProfile,
  baseline: KazasuProfile,
  file: string,
  minimumEffect: number,
): KazasuProfile => ({
  ...current,
  baseline: {
    file: basename(file),
    startedAt: baseline.startedAt,
    minimumEffect,
    ...compareProfiles(baseline, current, {minimumEffect}),
  },
});

export interface ProfileReportOptions {
  readonly directory: string;
  readonly language: Language;
  /** Print the profile as JSON instead of the table. */
  readonly json: boolean;
}

/** Writes JSON, TAP and JUnit, and prints the table. False when a file could not be written, which is said. */
export const reportProfile = async (
  whole: KazasuProfile,
  {directory, language, json}: ProfileReportOptions,
): Promise<boolean> => {
  print(
    json
      ? JSON.stringify(whole, null, 2)
      : toProfileTable(whole, {
          language,
          colour: wantsColour(process.stdout, process.env),
          columns: terminalWidth(),
        }),
  );
  const result = profileAsResult(whole);
  try {
    await writeAtomically(join(directory, profileFiles.json), `${JSON.stringify(whole, null, 2)}\n`);
    await writeAtomically(join(directory, profileFiles.tap), toTap(result));
    await writeAtomically(join(directory, profileFiles.junit), toJunit(result));
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    printError(
      new KazasuError('KZS-REPORT-FAILED', {
        en: `the profile was to be written to ${directory}, but this came in between: ${why}`,
        ja: `プロファイルを ${directory} に書き出せませんでした: ${why}`,
      }),
      language,
    );
    return false;
  }
};
