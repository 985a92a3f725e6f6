import {cardAreas, testAidPrefix, toHex} from '../../../protocol/index.ts';
import type {Precondition, Recovery} from '../../engine/scenario.ts';
import {jpkiPhases} from '../jpki/phases.ts';
import {settleChange} from './change-of-state.ts';
import {type DeliveryChanges, type DeliveryStage, deliverCard} from './deliver-card.ts';
import {finishDelivery} from './finish-delivery.ts';
import {placesOfSecrets} from './holder-secrets.ts';
import {installer} from './install-applications.ts';
import {municipalTerminal, town} from './municipal-terminal.ts';
import {deliveryPhases, issuancePhases} from './phases.ts';
import {stateInvariants} from './three-states.ts';

/** What a delivery changes at both ends, whoever comes for the card. */
export const placesOfDelivery: readonly string[] = [
  'card/issuer/lifeCycle',
  'centre/cards/*/state',
  'centre/transitions/town-x/deliver-*',
];

/** What resuming the applications changes. */
export const placesOfResuming: readonly string[] = [
  ...Object.values(cardAreas).map(({aid}) => `card/content/domains/${toHex(aid)}/sequenceCounter`),
  `card/content/domains/${toHex(testAidPrefix)}*/sequenceCounter`,
  `card/content/instances/${toHex(testAidPrefix)}12*/lifeCycle`,
  'centre/applications/*',
  'centre/operations/town-x/resume-*',
];

/** What a delivery with secrets changes. */
export const placesOfUsualDelivery: readonly string[] = [
  ...placesOfDelivery,
  ...placesOfSecrets,
  ...placesOfResuming,
];

/** Phases behind the commit of a delivery with PINs. */
export const finishingPhases = [
  deliveryPhases.askConsent,
  deliveryPhases.beginResume,
  deliveryPhases.writeResume,
  deliveryPhases.commitResume,
  jpkiPhases.selectApplication,
  jpkiPhases.checkToken,
  jpkiPhases.readCertificate,
  jpkiPhases.verifyPin,
  jpkiPhases.sign,
  jpkiPhases.verifyAtCentre,
  deliveryPhases.readAttributes,
  deliveryPhases.handOver,
];

/** The usual profile stands on the card, stopped. */
export const preInstalled: Precondition = {
  id: 'pre-installed',
  title: {en: 'the town’s applications are on the card, stopped', ja: '事前搭載済みである'},
  async establish(stage) {
    const {access, desk, counter} = await municipalTerminal(stage);
    const order = {
      kind: 'install',
      cardId: await access.cardId(),
      profile: 'usual',
      userId: 'X-000001',
    } as const;
    await counter.perform(await desk.token(town, installer), 'pre-install', order);
  },
};

/** Settles state and applications by what the card shows, then goes on where the delivery stands. */
export const deliveryRecovery = (changes: DeliveryChanges = {}): Recovery => ({
  phases: [issuancePhases.askChip, issuancePhases.settle],
  invariants: stateInvariants,
  async recover(stage) {
    const terminal = await municipalTerminal(stage);
    const {cardId, chip} = await settleChange(stage, terminal);
    const {desk, counter} = terminal;
    const actor = await desk.as(town, installer);
    const {openOperation} = desk.management.cards.get(actor, cardId);
    if (openOperation !== undefined) {
      const token = await desk.token(town, installer);
      await stage.step(deliveryPhases.writeResume, () => counter.reconcile(token, openOperation));
    }
    return chip === 'operational'
      ? finishDelivery(stage as DeliveryStage, changes)
      : deliverCard(stage as DeliveryStage, changes);
  },
});
