import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Scenario} from '../../engine/scenario.ts';
import {endingOfLogIn, logIn} from './log-in.ts';
import {loginVariants} from './login-variants.ts';
import {jpkiPhases} from './phases.ts';

/**
 * 利用者証明: a service asks, the card signs the challenge with the authentication key, the centre judges. Time
 * runs from the end of PIN typing to the verdict.
 */
export const login: Scenario = {
  id: 'jpki/login',
  title: {
    en: 'JPKI log-in with the user authentication certificate',
    ja: '利用者証明用電子証明書によるログイン',
  },
  source: 'S8',
  phases: [
    jpkiPhases.selectApplication,
    jpkiPhases.checkToken,
    jpkiPhases.readCertificate,
    jpkiPhases.verifyPin,
    jpkiPhases.sign,
    jpkiPhases.verifyAtCentre,
  ],
  budgets: budgetsFor('jpki/login'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  variants: loginVariants,
  run: async (stage) => endingOfLogIn((await logIn(stage)).result),
};
