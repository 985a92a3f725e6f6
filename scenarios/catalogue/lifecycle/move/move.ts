import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Recovery} from '../../../engine/scenario.ts';
import {defineScenario} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {cardInUse} from '../card-in-use.ts';
import {oneOutlastsTheDay} from '../holders-certificate.ts';
import {certificatePhases, lifecyclePhases as p} from '../phases.ts';
import {filesWhole} from '../record/record-whole.ts';
import {townApplications, townServices} from '../town-applications.ts';
import {moveIn} from './move-in.ts';
import {type MoveStage, moveChanges, moveOf, moveParameters} from './move-parameters.ts';
import {moveVariants} from './move-variants.ts';

const {ask, generate, issue, write} = certificatePhases['digital-signature'];

const phases = [
  p.moveOut,
  p.useWhileMoving,
  p.daysPass,
  p.queue,
  p.identify,
  p.enterPins,
  p.verifyResidentPin,
  p.beginMoveIn,
  p.emptyArea,
  p.commitMoveIn,
  p.authenticateIssuer,
  p.drawRecord,
  p.writeText,
  p.writeFace,
  p.writeEntry,
  p.queueRevocation,
  p.readBack,
  ask,
  generate,
  issue,
  write,
  p.readCommon,
  p.useLibrary,
  p.explain,
];

const moveToY = (stage: MoveStage) => moveIn(stage, moveOf(stage));

const recovery: Recovery = {
  invariants: [filesWhole, oneOutlastsTheDay],
  recover: (stage) => moveToY(stage as MoveStage),
};

/**
 * 引越し: out of town X, into town Y, which continues the card within the days the rules allow. What X had in the area
 * for ordinances goes, the extended area stays to the byte.
 */
export const move = defineScenario({
  id: 'lifecycle/move',
  title: {en: 'Move to another town and go on using the card', ja: '転出・転入と継続利用'},
  source: 'S8',
  phases,
  budgets: budgetsFor('lifecycle/move'),
  parameters: moveParameters,
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  onCardFile: false,
  repeatable: false,
  preconditions: [cardInUse, townApplications, townServices],
  changes: moveChanges,
  recovery,
  variants: [
    ...moveVariants,
    ...failureVariants({
      id: 'lifecycle/move',
      usual: 'moved',
      run: moveToY,
      phases,
      recovery,
      changes: moveChanges,
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
    }),
  ],
  run: moveToY,
});
