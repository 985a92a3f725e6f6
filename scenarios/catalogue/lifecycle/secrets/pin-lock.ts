import {holderSecretNames} from '../../../../terminal/index.ts';
import type {Phase, Recovery} from '../../../engine/scenario.ts';
import {defineScenario} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {secretsMeant} from './held-secrets.ts';
import {lockAndReset, lockParameters, resetAtCounter} from './lock-and-reset.ts';
import {lockVariants} from './lock-variants.ts';
import {pinPhases, secretPhases} from './pin-phases.ts';
import {noTryGivenBack, valuesKept} from './told-tries.ts';

const each = holderSecretNames.map((secret) => secretPhases[secret]);

const phases: readonly Phase[] = [
  ...each.flatMap(({wrongBelowLimit, rightAfterWrong, lock, rightWhileLocked}) => [
    wrongBelowLimit,
    rightAfterWrong,
    lock,
    rightWhileLocked,
  ]),
  pinPhases.wait,
  ...each.map(({rightNextDay}) => rightNextDay),
  pinPhases.identify,
  pinPhases.proveAuthority,
  ...each.map(({resetCounter}) => resetCounter),
  ...each.map(({rightAfterReset}) => rightAfterReset),
];

/** Wherever it was cut, the counter can give the tries back. */
const recovery: Recovery = {
  invariants: [noTryGivenBack, valuesKept],
  recover: (stage) => resetAtCounter(stage, secretsMeant(stage)),
};

/** 暗証番号のロックと初期化: ① after five wrong ones, ② to ④ after three, for good, until the issuer resets the counter. */
export const pinLock = defineScenario({
  id: 'lifecycle/pin-lock',
  title: {en: 'PINs locked by wrong tries, and reset at the counter', ja: '暗証番号のロックと窓口での初期化'},
  source: 'S40',
  phases,
  budgets: [],
  parameters: lockParameters,
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
  changes: [],
  recovery,
  variants: [
    ...lockVariants,
    ...failureVariants({
      id: 'lifecycle/pin-lock',
      usual: 'counter-reset',
      run: lockAndReset,
      phases,
      recovery,
    }),
  ],
  run: (stage) => lockAndReset(stage),
});
