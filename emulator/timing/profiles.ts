import {KazasuError} from '../../protocol/index.ts';
import type {TimingProfile} from './timing-profile.ts';

/** No time of its own: every duration is what the emulator and the link really took. */
const instant: TimingProfile = {
  name: 'instant',
  title: {en: 'no modelled time', ja: 'モデル時間なし'},
  evidence: 'bench-defined',
  reference: 'T0',
  commandMs: {},
  otherMs: 0,
  perByteUs: 0,
  perExchangeUs: 0,
};

/**
 * A My Number Card on a contactless reader at 106 kbit/s. No per-command measurement of a real card has been
 * published: the chip's milliseconds are assumptions (T1); 94 µs a byte is 8 bits and their character frame at
 * 106 kbit/s, ISO/IEC 14443-3 type B.
 */
const contactless106: TimingProfile = {
  name: 'contactless-106',
  title: {en: 'contactless at 106 kbit/s', ja: '非接触 106 kbit/s'},
  evidence: 'bench-defined',
  reference: 'T1',
  commandMs: {
    'SELECT application': 12,
    'SELECT EF': 6,
    'READ BINARY': 5,
    'READ RECORD': 5,
    VERIFY: 40,
    'VERIFY query': 6,
    'CHANGE REFERENCE DATA': 60,
    'CHANGE KEY': 60,
    'GET CHALLENGE': 8,
    'GET DATA': 5,
    'COMPUTE DIGITAL SIGNATURE': 350,
    'INTERNAL AUTHENTICATE': 350,
    'SET SESSION KEY': 350,
  },
  otherMs: 5,
  perByteUs: 94,
  perExchangeUs: 0,
};

/** Timing profiles by name. */
export const timingProfiles: Readonly<Record<string, TimingProfile>> = {
  [instant.name]: instant,
  [contactless106.name]: contactless106,
};

/** The timing profile of this name. Throws `KZS-TIMING-PROFILE-UNKNOWN` with the names there are. */
export const timingProfileNamed = (name: string): TimingProfile => {
  const profile = Object.hasOwn(timingProfiles, name) ? timingProfiles[name] : undefined;
  if (!profile) {
    const names = Object.keys(timingProfiles).join(', ');
    throw new KazasuError('KZS-TIMING-PROFILE-UNKNOWN', {
      en: `a timing profile is one of ${names}, but "${name}" was asked for`,
      ja: `タイミングプロファイルは ${names} のいずれかですが、「${name}」が指定されました`,
    });
  }
  return profile;
};
