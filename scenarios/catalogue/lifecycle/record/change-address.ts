import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Ending, Recovery} from '../../../engine/scenario.ts';
import {defineScenario} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {cardInUse} from '../card-in-use.ts';
import {lifecyclePhases} from '../phases.ts';
import {keysUsable} from '../renewal/usable-keys.ts';
import {type AddressStage, addressChange, addressParameters, endsWithTheDay} from './address-change.ts';
import {addressVariants} from './address-variants.ts';
import {changeAtCounter, changeRecord} from './change-record.ts';
import {recordChanges, recordPhases} from './record-phases.ts';
import {filesWhole} from './record-whole.ts';

const phases = [...recordPhases, lifecyclePhases.explain];

const recovery: Recovery = {
  invariants: [filesWhole, keysUsable],
  async recover(stage) {
    await changeAtCounter(stage, addressChange(stage as AddressStage));
    return endsWithTheDay(stage);
  },
};

const change = async (stage: AddressStage): Promise<Ending> => {
  await changeRecord(stage, addressChange(stage));
  return endsWithTheDay(stage);
};

/** 転居: the new address on card and chip; the signing certificate, which has the old one, ends with the day. */
export const changeAddress = defineScenario({
  id: 'lifecycle/change-address',
  title: {en: 'A new address: card and chip updated', ja: '転居による券面更新'},
  source: 'S70',
  phases,
  budgets: budgetsFor('lifecycle/change-address'),
  parameters: addressParameters,
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  preconditions: [cardInUse],
  changes: recordChanges,
  recovery,
  variants: [
    ...addressVariants,
    ...failureVariants({
      id: 'lifecycle/change-address',
      usual: 'updated',
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
      run: change,
      phases,
      recovery,
      changes: recordChanges,
    }),
  ],
  run: change,
});
