import {budgetsFor} from '../../../budgets/catalogue.ts';
import type {Expectation, Recovery, Scenario} from '../../../engine/scenario.ts';
import {defineScenario} from '../../../parameters/define-scenario.ts';
import {failureVariants} from '../../failure-matrix/failure-matrix.ts';
import {cardInUse} from '../card-in-use.ts';
import {appletPersonas} from '../personas.ts';
import {appletPhases as p} from '../phases.ts';
import {placesOf, placesOfSessions, townX} from '../town-service.ts';
import {oneState, otherAreaEmpty, reconciled, wholeOrAbsent} from './counter-recovery.ts';
import {counterVariants} from './counter-variants.ts';
import {
  type CounterStage,
  counterParameters,
  enrolAtCounter,
  finishEnrolment,
  firstRequest,
} from './enrol-at-counter.ts';
import {linkedWhereAsked} from './linked-register.ts';

const application = townX('common');

/** Whole: the visit goes on where it was. Absent: it begins again, with a request of its own. */
const recover = async (stage: CounterStage) =>
  (await reconciled(stage, application, firstRequest(stage))) === 'committed'
    ? finishEnrolment(stage)
    : enrolAtCounter(stage, {requestId: `${firstRequest(stage)}-again`});

const recovery: Recovery = {
  invariants: [oneState, wholeOrAbsent(application), otherAreaEmpty(application)],
  recover,
};

const phases = [
  p.invite,
  p.identifyCard,
  p.askCard,
  p.openArea,
  p.listArea,
  p.typeUserId,
  p.begin,
  p.createDomain,
  p.load,
  p.install,
  p.personalise,
  p.readBack,
  p.commit,
  p.scanOldCard,
  p.mapId,
  p.testTap,
  p.lookUp,
] as const;

const changes = [...placesOfSessions, ...placesOf(application), 'centre/operations/town-x/counter-*'];

const dialogue = {
  id: 'applets/counter',
  phases,
  changes,
  recovery,
  run: (stage: CounterStage) => enrolAtCounter(stage),
};

const refused = (reasonId: string): Expectation => ({
  verdict: 'fail',
  reasonId,
  changes: placesOfSessions,
});

/** 窓口での搭載: the library's clerk puts 共通カードAP onto a card in use, in one visit. */
export const counterEnrolment: Scenario = defineScenario({
  ...dialogue,
  title: {
    en: 'The library’s counter puts 共通カードAP onto a card in use',
    ja: '図書館の窓口で運用中のカードに共通カードAPを搭載',
  },
  source: 'S8',
  budgets: budgetsFor('applets/counter'),
  personas: appletPersonas,
  lifeCycle: 'operational',
  asksAboutRevocation: false,
  parameters: counterParameters,
  preconditions: [cardInUse, linkedWhereAsked],
  variants: [
    ...counterVariants,
    ...failureVariants({
      ...dialogue,
      usual: 'enrolled',
      operator: {instead: 'service-desk', expected: refused('role')},
      application: {
        application,
        before: [cardInUse],
        ends: {suspended: refused('state'), terminated: refused('state')},
      },
      budgetsOfSlowChip: {'B-INST-COUNTER': 'met', 'B-OP-COUNTER': 'met'},
    }),
  ],
});
