import {budgetsFor} from '../../budgets/catalogue.ts';
import {Refused} from '../../engine/scenario.ts';
import {defineScenario, type StageWith, type VariantWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable, ParameterValues} from '../../parameters/parameter.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {registeredCard} from './arrived-card.ts';
import {type DeliveryStage, deliverCard, deliveryParameters} from './deliver-card.ts';
import {deliveryRecovery, finishingPhases, placesOfUsualDelivery} from './delivery-recovery.ts';
import {peoplesStep} from './municipal-terminal.ts';
import {secondsParameter} from './operator-seconds.ts';
import {deliveryPhases, issuancePhases} from './phases.ts';
import {unknownWaits} from './setting.ts';

/** Reasons for which somebody else may come; towns list about these, and being at work is none. D256 */
const listed = ['illness', 'disability', 'in-care', 'over-75', 'child', 'pregnancy', 'abroad'] as const;

const proxyParameters = {
  ...deliveryParameters,
  sealSeconds: secondsParameter(deliveryPhases.breakSeal.title, 20),
  reason: {
    type: 'choice',
    title: {en: 'why the holder does not come', ja: '来庁できない理由'},
    choices: [...listed, 'at-work'],
    default: 'illness',
  },
} as const satisfies ParameterTable;

type ProxyStage = StageWith<typeof proxyParameters>;

interface ProxyChanges {
  readonly seal?: 'broken';
  readonly papers?: 'incomplete';
}

const phases = [
  deliveryPhases.checkAgent,
  deliveryPhases.breakSeal,
  deliveryPhases.checkCard,
  deliveryPhases.checkKeys,
  deliveryPhases.beginDelivery,
  deliveryPhases.typeForHolder,
  deliveryPhases.judgeSecrets,
  deliveryPhases.setSecrets,
  deliveryPhases.activate,
  deliveryPhases.commitDelivery,
  issuancePhases.recordLocally,
  ...finishingPhases,
];

const deliverToAgent = (stage: ProxyStage, changes: ProxyChanges = {}) =>
  deliverCard(stage as unknown as DeliveryStage, {
    typing: 'operator',
    identify: () => agentComes(stage, changes),
  });

const agentComes = async (stage: ProxyStage, {seal, papers}: ProxyChanges): Promise<void> => {
  const {identitySeconds, sealSeconds, reason} = stage.parameters;
  await peoplesStep(stage, deliveryPhases.checkAgent, 2 * identitySeconds, () => {
    if (!(listed as readonly string[]).includes(reason)) {
      refuse(
        'reason-not-listed',
        'the reason is none for which an agent may come',
        '代理交付が認められる理由ではありません',
      );
    }
    if (papers === 'incomplete') {
      refuse(
        'papers-incomplete',
        'a paper of holder or agent is missing',
        '本人または代理人の書類が不足しています',
      );
    }
  });
  await peoplesStep(stage, deliveryPhases.breakSeal, sealSeconds, () => {
    if (seal === 'broken') {
      refuse('seal-broken', 'the slip with the PINs was opened before', '照会書が開封されています');
    }
  });
};

const refuse = (reasonId: string, en: string, ja: string): never => {
  throw new Refused({en, ja}, reasonId);
};

const variant = (
  id: string,
  title: {readonly en: string; readonly ja: string},
  changes: ProxyChanges,
  values: ParameterValues = {},
): VariantWith<typeof proxyParameters> => ({
  id,
  title,
  values,
  expected: {verdict: 'fail', reasonId: id},
  run: (stage) => deliverToAgent(stage, changes),
});

const changes = placesOfUsualDelivery;
const recovery = deliveryRecovery({typing: 'operator', identify: async () => undefined});

/** 代理交付: for listed reasons, with the holder's PINs in a sealed slip that the operator types. [S40] */
export const deliveryByProxy = defineScenario({
  id: 'issuance/delivery-by-proxy',
  title: {en: 'Delivery of a card to an agent', ja: 'カードの代理交付'},
  source: 'S40',
  lifeCycle: 'prepared',
  phases,
  budgets: budgetsFor('issuance/delivery-by-proxy'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  parameters: proxyParameters,
  preconditions: [registeredCard('prepared', ['prepare'])],
  changes,
  recovery,
  variants: [
    variant('reason-not-listed', {en: 'the holder is at work', ja: '仕事のため'}, {}, {reason: 'at-work'}),
    variant('papers-incomplete', {en: 'a paper is missing', ja: '書類の不足'}, {papers: 'incomplete'}),
    variant('seal-broken', {en: 'the slip was opened', ja: '照会書の開封'}, {seal: 'broken'}),
    ...failureVariants({
      id: 'issuance/delivery-by-proxy',
      usual: 'delivered',
      asksAboutRevocation: true,
      leaves: changes,
      budgetsOfSlowChip: {'B-DELIV': 'met'},
      askedTwice: {'verify-at-centre': {verdict: 'fail', reasonId: 'challenge-replayed', changes}},
      run: deliverToAgent,
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
      phases,
      recovery,
      changes,
      // Nothing was installed beforehand, so there is nothing to resume.
      undisturbed: [deliveryPhases.writeResume.id, deliveryPhases.commitResume.id],
    }),
  ],
  run(stage) {
    stage.note(unknownWaits);
    return deliverToAgent(stage);
  },
});
