import {z} from 'zod';
import {KazasuError, readSettings, type SettingsKind} from '../../protocol/index.ts';
import {timingProfileNamed, timingProfiles} from './profiles.ts';
import {resolveTimingProfile, timingProfileShape} from './resolve-profile.ts';
import {costsNothing, type TimingProfile} from './timing-profile.ts';

const names = Object.keys(timingProfiles) as [string, ...string[]];

/**
 * A timing profile as a file. A figure is a number, or an object where it has a spread or a source of its own. What
 * a file leaves out comes from the profile it extends; where it extends none, it costs nothing.
 */
export const timingProfileFileSchema = z
  .strictObject({
    ...timingProfileShape,
    $schema: z.string().describe('Address of this schema').optional(),
    kind: z.literal('kazasu-timing-profile').describe('Tells a timing profile from any other file'),
    version: z.literal(1).describe('Version of this format'),
    extends: z.enum(names).describe('The built-in profile this one differs from').optional(),
  })
  .refine(({name}) => !names.includes(name), {
    path: ['name'],
    error: `this name belongs to a profile that is built in (${names.join(', ')})`,
  });

const kind: SettingsKind<z.infer<typeof timingProfileFileSchema>> = {
  errorId: 'KZS-TIMING-PROFILE-FILE',
  title: {en: 'a timing profile', ja: 'タイミングプロファイル'},
  schema: timingProfileFileSchema,
};

/**
 * A timing profile out of the text of a file, YAML or JSON; `where` names it in the error.
 * @throws KazasuError `KZS-TIMING-PROFILE-FILE`: line, column and the nearest valid name.
 */
export const readTimingProfile = (text: string, where: string): TimingProfile => {
  const file = readSettings(kind, text, where);
  const profile = resolveTimingProfile(file, timingProfileNamed(file.extends ?? 'instant'));
  if (costsNothing(profile)) {
    // Budgets are judged under every profile but instant: they must not be met by an empty file.
    throw new KazasuError(kind.errorId, {
      en: `a timing profile was expected to give some time, but every figure in ${where} is 0; without time there is instant`,
      ja: `タイミングプロファイルには時間が必要ですが、${where} の値はすべて0です(時間なしには instant があります)`,
    });
  }
  return profile;
};

/** That a file cannot be read at all. */
export const timingProfileUnreadable = (where: string, error: unknown): KazasuError => {
  const why = error instanceof Error ? error.message : String(error);
  return new KazasuError('KZS-TIMING-PROFILE-FILE', {
    en: `a timing profile was expected in ${where}, but the file cannot be read: ${why}`,
    ja: `${where} にタイミングプロファイルが必要ですが、ファイルを読めません: ${why}`,
  });
};
