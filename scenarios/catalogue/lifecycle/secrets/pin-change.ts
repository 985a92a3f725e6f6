import {holderSecretNames} from '../../../../terminal/index.ts';
import type {Phase} from '../../../engine/scenario.ts';
import {defineScenario} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {changeParameters, changeRecovery, changeSecrets} from './change-secrets.ts';
import {changeVariants} from './change-variants.ts';
import {placeOfSecret} from './held-secrets.ts';
import {secretPhases} from './pin-phases.ts';

const phases: readonly Phase[] = holderSecretNames.flatMap((secret) => {
  const {type, verifyOld, change, oldRefused, verifyNew} = secretPhases[secret];
  return [type, verifyOld, change, oldRefused, verifyNew];
});

const changes = holderSecretNames.map(placeOfSecret);

const recovery = {
  ...changeRecovery,
  phases: holderSecretNames.map((secret) => secretPhases[secret].settle),
};

/** 暗証番号の変更 by the holder: ① to ④, each by VERIFY and CHANGE REFERENCE DATA. */
export const pinChange = defineScenario({
  id: 'lifecycle/pin-change',
  title: {en: 'The holder changes PINs and password', ja: '暗証番号の変更(所持者)'},
  source: 'S40',
  phases,
  budgets: [],
  parameters: changeParameters,
  personas: [
    'adult',
    'under-15',
    'foreign-resident',
    'substitute-characters',
    'longest',
    'revoked',
    'on-hold',
  ],
  asksAboutRevocation: false,
  changes,
  recovery,
  variants: [
    ...changeVariants,
    ...failureVariants({
      id: 'lifecycle/pin-change',
      usual: 'changed',
      run: changeSecrets,
      phases,
      recovery,
      changes,
    }),
  ],
  run: (stage) => changeSecrets(stage),
});
