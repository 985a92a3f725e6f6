import {KazasuError} from '../protocol/errors.ts';
import type {Verdict} from '../protocol/verdict.ts';

/** What each exit status means; the same for every command. `exec` passes the status of its command through. */
export const exitStatus = {
  ok: 0,
  failed: 1,
  usage: 2,
  environment: 3,
  internal: 4,
  budgetMissed: 5,
  interrupted: 130,
} as const;

/** Errors that are about what the user gave, by the beginning of their id. All other known ones are the machine's. */
const usageIds = [
  'KZS-APDU-',
  'KZS-APPLET-MODULE',
  'KZS-HEX',
  'KZS-AID-LENGTH',
  'KZS-CLI-',
  'KZS-CAP-',
  'KZS-GP-LEVEL',
  'KZS-GP-PUBLIC-KEY',
  'KZS-KEY-LENGTH',
  'KZS-CARD-FILE',
  'KZS-CARD-IMAGE',
  'KZS-CARD-CONTENT-',
  'KZS-CARD-PROFILE-',
  'KZS-CARD-APPLICATION-UNKNOWN',
  'KZS-PERSONA-',
  'KZS-PCSCD-READER-NAME',
  'KZS-LOG',
  'KZS-RECORD',
  'KZS-REPLAY-',
  'KZS-SCENARIO-UNKNOWN',
  'KZS-SCENARIO-VARIANT-UNKNOWN',
  'KZS-SCENARIO-DISTURB',
  'KZS-SCENARIO-MODULE',
  'KZS-PARAMETER-',
  'KZS-MISBEHAVIOUR-',
  'KZS-HTTP-KEY-',
  'KZS-HTTP-REQUEST',
  'KZS-HTTP-REGISTRAR-ONLY',
  'KZS-RELYING-PARTY-',
  'KZS-RECORD-FILE',
  'KZS-TIMING-FIT',
  'KZS-TIMING-PROFILE-',
  'KZS-TIMING-WRITE',
  'KZS-REPORT-FORMAT',
  'KZS-PROFILE-FORMAT',
  'KZS-BUDGET-FILE',
  'KZS-RECORD',
  'KZS-VERIFY-',
  'KZS-CENTRE-STORE',
  'KZS-RELYING-PARTY-',
  'KZS-PKI-',
  'KZS-CMS-',
  'KZS-CENTRE-HOLDER',
  'KZS-CENTRE-KEY',
  'KZS-CENTRE-VALIDITY',
  'KZS-CENTRE-DATE',
  'KZS-CENTRE-NO-AUTHORITY',
  'KZS-SIMULATION-',
  'KZS-MANAGEMENT-',
];

/** The exit status that an error ends a command with. */
export const exitStatusOf = (error: unknown): number => {
  if (!(error instanceof KazasuError)) {
    return exitStatus.internal;
  }
  return usageIds.some((id) => error.id.startsWith(id)) ? exitStatus.usage : exitStatus.environment;
};

const statusByVerdict: Readonly<Record<Verdict, number>> = {
  pass: exitStatus.ok,
  'not-applicable': exitStatus.ok,
  fail: exitStatus.failed,
  inconclusive: exitStatus.failed,
  error: exitStatus.environment,
};

/** The exit status of a verdict; a budget or a baseline that was missed counts only where all else is well. */
export const statusOfVerdict = (verdict: Verdict, missed: boolean): number =>
  statusByVerdict[verdict] === exitStatus.ok && missed ? exitStatus.budgetMissed : statusByVerdict[verdict];

/** The table for help texts. */
export const exitStatusHelp =
  'Exit status: 0 all passed, 1 a verdict failed, 2 wrong usage or input, 3 PC/SC or the machine, 4 a defect of kazasu, 5 only a budget was missed or a baseline, 130 interrupted.';
