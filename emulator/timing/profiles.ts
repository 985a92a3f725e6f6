import {KazasuError, nearest} from '../../protocol/index.ts';
import {contact} from './profiles/contact.ts';
import {contactless} from './profiles/contactless.ts';
import {noTime} from './resolve-profile.ts';
import type {TimingProfile} from './timing-profile.ts';

/** Timing profiles by name. They are tables of ours, not files, so that the compiler checks them. Bench-defined, T7. */
export const timingProfiles: Readonly<Record<string, TimingProfile>> = Object.fromEntries(
  [noTime, contact, ...contactless].map((profile) => [profile.name, profile]),
);

/** The timing profile of this name. Throws `KZS-TIMING-PROFILE-UNKNOWN` with the names there are. */
export const timingProfileNamed = (name: string): TimingProfile => {
  const profile = Object.hasOwn(timingProfiles, name) ? timingProfiles[name] : undefined;
  if (!profile) {
    const names = Object.keys(timingProfiles);
    const near = nearest(name, names);
    throw new KazasuError('KZS-TIMING-PROFILE-UNKNOWN', {
      en: `a timing profile is one of ${names.join(', ')} or a file (.yaml, .json), but "${name}" was asked for${near === undefined ? '' : `; "${near}" may be meant`}`,
      ja: `タイミングプロファイルは ${names.join(', ')} のいずれか、またはファイル(.yaml、.json)ですが、「${name}」が指定されました${near === undefined ? '' : `(「${near}」のことでしょうか)`}`,
    });
  }
  return profile;
};
