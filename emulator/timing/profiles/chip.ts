import {noTime, resolveTimingProfile} from '../resolve-profile.ts';
import type {TimingProfile} from '../timing-profile.ts';

/** Milliseconds of the chip for each command, without keys and writing. No source gives a My Number Card's. */
const commands = {
  'SELECT application': 12,
  'SELECT EF': 6,
  'READ BINARY': 5,
  'READ RECORD': 5,
  'VERIFY query': 6,
  VERIFY: 30,
  'CHANGE REFERENCE DATA': 55,
  'CHANGE KEY': 55,
  'GET CHALLENGE': 8,
  'COMPUTE DIGITAL SIGNATURE': 10,
  'INTERNAL AUTHENTICATE': 10,
  'SET SESSION KEY': 10,
  'GENERATE ASYMMETRIC KEY PAIR': 10,
} as const;

/** What the chip of a My Number Card is taken to need, whatever link is in front of it. */
export const chip: TimingProfile = resolveTimingProfile(
  {
    name: 'chip',
    evidence: 'bench-defined',
    reference: 'T1',
    commands,
    otherCommands: 5,
    keyOperations: {
      'RSA-2048 private key': {value: 340, spread: 0.05, evidence: 'bench-defined', reference: 'T2'},
      'RSA-2048 key pair': {value: 5820, spread: 0.53, evidence: 'bench-defined', reference: 'T2'},
    },
    memory: {
      perCommitMs: {value: 5, evidence: 'bench-defined', reference: 'T3'},
      perByteUs: {value: 78, evidence: 'bench-defined', reference: 'T3'},
    },
    spread: {
      commands: {value: 0.05, evidence: 'bench-defined', reference: 'T8'},
      memory: {value: 0.1, evidence: 'bench-defined', reference: 'T8'},
      link: 0,
    },
  },
  noTime,
);
