import {type ModelledTime, modelledTime, type Work} from './modelled-time.ts';
import type {TimingProfile} from './timing-profile.ts';

/** What a command makes the card do besides answering, where it goes as usual: keys used, commits and bytes written. */
const usualWork: Readonly<Record<string, Partial<Work>>> = {
  // The counter goes down before the comparison, and up again.
  VERIFY: {commits: 2, writtenBytes: 2},
  'CHANGE REFERENCE DATA': {commits: 1, writtenBytes: 4},
  'CHANGE KEY': {commits: 1, writtenBytes: 4},
  'COMPUTE DIGITAL SIGNATURE': {keyOperations: ['RSA-2048 private key']},
  'INTERNAL AUTHENTICATE': {keyOperations: ['RSA-2048 private key']},
  'SET SESSION KEY': {keyOperations: ['RSA-2048 private key']},
};

/** What one exchange takes under a profile when it succeeds, without spread, by the bytes of its command and response. */
export const exchangeCost =
  (profile: TimingProfile) =>
  (name: string, commandBytes: number, responseBytes: number): ModelledTime =>
    modelledTime(profile, {
      name,
      commandBytes,
      responseBytes,
      commits: 0,
      writtenBytes: 0,
      keyOperations: [],
      ...usualWork[name],
    });
