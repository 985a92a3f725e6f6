import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Phase} from '../../../engine/scenario.ts';
import {defineScenario} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {jpkiPhases} from '../../jpki/phases.ts';
import {placeOfSecret} from '../secrets/held-secrets.ts';
import {forgottenLocked} from './forgotten-locked.ts';
import {calendarAt, ordinaryDay} from './japan-calendar.ts';
import {kioskPhases} from './kiosk-phases.ts';
import {kioskRecovery} from './kiosk-recovery.ts';
import {kioskVariants} from './kiosk-variants.ts';
import {bookAndReset, kioskParameters} from './reset-at-kiosk.ts';

const phases: readonly Phase[] = [
  ...Object.values(kioskPhases),
  jpkiPhases.hashDocument,
  jpkiPhases.selectApplication,
  jpkiPhases.checkToken,
  jpkiPhases.verifyPassword,
  jpkiPhases.readCertificate,
  jpkiPhases.sign,
  jpkiPhases.verifyDocument,
];

const changes = [placeOfSecret('digital-signature'), 'centre/pin-resets/*'];

/** JPKI暗証番号リセット: who knows one of the two secrets books by phone and sets the other one anew at a kiosk. */
export const kioskReset = defineScenario({
  id: 'lifecycle/kiosk-reset',
  title: {en: 'A forgotten secret reset at a kiosk', ja: 'コンビニでの暗証番号リセット'},
  source: 'S24',
  // Where the log-in PIN was the forgotten one, the log-in takes the place of the signed document.
  phases: [...phases, jpkiPhases.verifyPin, jpkiPhases.verifyAtCentre],
  budgets: budgetsFor('lifecycle/kiosk-reset'),
  parameters: kioskParameters,
  personas: ['adult', 'foreign-resident', 'substitute-characters', 'longest'],
  preconditions: [
    calendarAt('10:00:00', ordinaryDay, {
      en: 'it is 10 in the morning of an ordinary day',
      ja: '通常の日の午前10時であること',
    }),
    forgottenLocked,
  ],
  changes: [...changes, placeOfSecret('user-authentication')],
  recovery: kioskRecovery,
  variants: [
    ...kioskVariants,
    ...failureVariants({
      id: 'lifecycle/kiosk-reset',
      usual: 'reset',
      asksAboutRevocation: true,
      leaves: changes,
      budgetsOfSlowChip: {'B-RESET': 'met'},
      askedTwice: {
        book: {verdict: 'fail', reasonId: 'challenge-replayed', changes},
        begin: {verdict: 'fail', reasonId: 'challenge-replayed', changes},
        complete: {verdict: 'fail', reasonId: 'booking-used', changes},
      },
      run: bookAndReset,
      phases,
      recovery: kioskRecovery,
      changes,
    }),
  ],
  run: (stage) => bookAndReset(stage),
});
