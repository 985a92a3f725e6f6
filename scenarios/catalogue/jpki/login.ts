import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Scenario} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {endingOfLogIn, logIn} from './log-in.ts';
import {loginVariants} from './login-variants.ts';
import {logInPin} from './mistyped-secret.ts';
import {jpkiPhases} from './phases.ts';

const dialogue = {
  id: 'jpki/login',
  phases: [
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.readCertificate,
    jpkiPhases.verifyPin,
    jpkiPhases.sign,
    jpkiPhases.verifyAtCentre,
  ],
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  run: async (stage: Stage) => endingOfLogIn((await logIn(stage)).result),
} as const satisfies Partial<Scenario>;

/**
 * 利用者証明: a service asks, the card signs the challenge with the authentication key, the centre judges. Time
 * runs from the end of PIN typing to the verdict.
 */
export const login: Scenario = {
  ...dialogue,
  title: {
    en: 'JPKI log-in with the user authentication certificate',
    ja: '利用者証明用電子証明書によるログイン',
  },
  source: 'S8',
  budgets: budgetsFor('jpki/login'),
  variants: [
    ...loginVariants,
    ...failureVariants({
      ...dialogue,
      usual: 'accepted',
      secret: logInPin,
      certificate: {kind: 'user-authentication', judged: true},
      asksAboutRevocation: true,
      tokenChecked: true,
      askedTwice: {'verify-at-centre': {verdict: 'fail', reasonId: 'challenge-replayed'}},
      atOnce: true,
      budgetsOfSlowChip: {'B-JPKI': 'missed'},
    }),
  ],
};
