import type {Sentence} from '../../../protocol/index.ts';
import {budgetsFor} from '../../budgets/catalogue.ts';
import {cutReason} from '../../engine/disturbance.ts';
import {type Ending, Refused} from '../../engine/scenario.ts';
import {defineScenario, type StageWith, type VariantWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../parameters/parameter.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {registeredCard} from './arrived-card.ts';
import {settleChange} from './change-of-state.ts';
import {
  type CutPoint,
  cutPoints,
  type DeliveryStage,
  deliverCard,
  deliveryParameters,
} from './deliver-card.ts';
import {deliveryRecovery, finishingPhases, placesOfUsualDelivery} from './delivery-recovery.ts';
import {finishDelivery} from './finish-delivery.ts';
import {municipalTerminal} from './municipal-terminal.ts';
import {deliveryPhases, issuancePhases} from './phases.ts';
import {unknownWaits} from './setting.ts';
import {terminalRecord} from './terminal-record.ts';
import {rowOf, stateInvariants, type ThreeStates, threeStates} from './three-states.ts';

const failureParameters = {
  ...deliveryParameters,
  cutAfter: {
    type: 'choice',
    title: {en: 'behind which the line is cut', ja: '回線が切れる箇所'},
    choices: cutPoints,
    default: 'chip',
  },
} as const satisfies ParameterTable;

type FailureStage = StageWith<typeof failureParameters>;

interface Failure {
  /** The recovery itself is cut once. */
  readonly twice?: boolean;
  /** The terminal loses its power, and with it what it knew. */
  readonly terminalLost?: boolean;
}

const cutTitles: Readonly<Record<CutPoint, Sentence>> = {
  begin: {en: 'the system has begun', ja: 'システムで開始した後'},
  chip: {en: 'the chip was written', ja: 'チップに書き込んだ後'},
  commit: {en: 'the system has committed', ja: 'システムで確定した後'},
  record: {en: 'the terminal has recorded it', ja: '端末に記録した後'},
};

/** Delivers up to the cut, shows what each side holds, settles it, and brings the delivery to its end after all. */
const failAndSettle = async (stage: FailureStage, failure: Failure = {}): Promise<Ending> => {
  const {twice = false, terminalLost = false} = failure;
  const {cutAfter} = stage.parameters;
  const delivering = stage as unknown as DeliveryStage;
  const rows: Sentence[] = [];
  const show = async (when: Sentence): Promise<ThreeStates> => {
    const states = await threeStates(stage);
    const row = rowOf(when, states);
    rows.push(row);
    stage.note(row);
    return states;
  };
  await upToTheCut(delivering, cutAfter);
  if (terminalLost) {
    terminalRecord(stage.world).lose();
  }
  await show({en: `cut when ${cutTitles[cutAfter].en}`, ja: `${cutTitles[cutAfter].ja}に切断`});
  await holdInvariants(stage);
  await stage.reinsert();
  if (twice) {
    await stage.step(issuancePhases.askChip, async () => (await municipalTerminal(stage)).access.cardId());
    await stage.reinsert();
    await holdInvariants(stage);
  }
  const {chip} = await settleChange(stage, await municipalTerminal(stage));
  const settled = await show({en: 'settled', ja: '照合後'});
  if (settled.chip !== settled.system || settled.terminal !== settled.system || settled.open) {
    throw new Refused(rowOf({en: 'they still differ', ja: '照合後も不一致'}, settled), 'states-differ');
  }
  const ending =
    chip === 'operational' ? await finishDelivery(delivering, {}) : await deliverCard(delivering, {});
  await show({en: 'in the end', ja: '最終'});
  return ending.verdict === 'pass' ? {...ending, reasonId: 'settled', reason: inRows(rows)} : ending;
};

const upToTheCut = async (stage: DeliveryStage, cutAfter: CutPoint): Promise<void> => {
  try {
    await deliverCard(stage, {cutAfter});
  } catch (error) {
    if (cutReason(error) !== 'line-cut') {
      throw error;
    }
  }
};

/** What must hold while nothing has been settled yet. */
const holdInvariants = async (stage: FailureStage): Promise<void> => {
  for (const {title, broken} of stateInvariants) {
    const why = await broken(stage);
    if (why) {
      throw new Refused(
        {
          en: `“${title.en}” does not hold behind the cut: ${why.en}`,
          ja: `切断後に「${title.ja}」が成立しません: ${why.ja}`,
        },
        'invariant-broken',
      );
    }
  }
};

const inRows = (rows: readonly Sentence[]): Sentence => ({
  en: rows.map(({en}) => en).join(' | '),
  ja: rows.map(({ja}) => ja).join(' | '),
});

const phases = [
  deliveryPhases.checkIdentity,
  deliveryPhases.checkCard,
  deliveryPhases.checkKeys,
  deliveryPhases.beginDelivery,
  deliveryPhases.typePassword,
  deliveryPhases.typePins,
  deliveryPhases.judgeSecrets,
  deliveryPhases.setSecrets,
  deliveryPhases.activate,
  deliveryPhases.commitDelivery,
  issuancePhases.recordLocally,
  issuancePhases.askChip,
  issuancePhases.settle,
  ...finishingPhases,
];

/** Where a second disturbance is worth its time: around the writing, and in the settling itself. */
const disturbedPhases: readonly {readonly id: string}[] = [
  deliveryPhases.beginDelivery,
  deliveryPhases.setSecrets,
  deliveryPhases.activate,
  issuancePhases.askChip,
  issuancePhases.settle,
];

const changes = placesOfUsualDelivery;
const recovery = deliveryRecovery();

const variant = (
  id: string,
  title: Sentence,
  cutAfter: CutPoint,
  failure?: Failure,
): VariantWith<typeof failureParameters> => ({
  id,
  title,
  values: {cutAfter},
  expected: {verdict: 'pass', reasonId: 'settled', changes},
  run: (stage) => failAndSettle(stage, failure),
});

const variants: readonly VariantWith<typeof failureParameters>[] = [
  ...cutPoints.flatMap((cutAfter) => {
    const {en, ja} = cutTitles[cutAfter];
    return [
      variant(`cut-after-${cutAfter}`, {en: `cut when ${en}`, ja: `${ja}に切断`}, cutAfter),
      variant(
        `terminal-lost-after-${cutAfter}`,
        {en: `the terminal loses its power when ${en}`, ja: `${ja}に端末の電源断`},
        cutAfter,
        {terminalLost: true},
      ),
    ];
  }),
  variant('cut-twice', {en: 'the recovery is cut too', ja: '復旧中にもう一度切断'}, 'chip', {twice: true}),
];

/**
 * What happened in 2016: the line was cut between chip and system, and the chip could not be used any more. Here it is
 * cut at each point, what the three sides hold is told, and the delivery comes to its end after all. [S190]
 */
export const commitFailure = defineScenario({
  id: 'issuance/commit-failure',
  title: {en: 'Delivery cut between chip and system', ja: '交付処理の途中での通信断'},
  source: 'S190',
  lifeCycle: 'prepared',
  phases,
  budgets: budgetsFor('issuance/commit-failure'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  parameters: failureParameters,
  preconditions: [registeredCard('prepared', ['prepare'])],
  changes,
  recovery,
  variants: [
    ...variants,
    ...failureVariants({
      id: 'issuance/commit-failure',
      usual: 'settled',
      asksAboutRevocation: true,
      leaves: changes,
      budgetsOfSlowChip: {'B-SETTLE': 'met'},
      run: failAndSettle,
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
      phases,
      recovery,
      changes,
      undisturbed: phases.filter((phase) => !disturbedPhases.includes(phase)).map(({id}) => id),
    }),
  ],
  run(stage) {
    stage.note(unknownWaits);
    return failAndSettle(stage);
  },
});
