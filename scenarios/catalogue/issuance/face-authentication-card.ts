import {budgetsFor} from '../../budgets/catalogue.ts';
import type {Ending, Precondition} from '../../engine/scenario.ts';
import {placesOfCertificates} from '../../engine/state-difference.ts';
import {defineScenario, type VariantWith} from '../../parameters/define-scenario.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {logIn} from '../jpki/log-in.ts';
import {jpkiPhases} from '../jpki/phases.ts';
import {registeredCard} from './arrived-card.ts';
import {type DeliveryStage, deliverCard, deliveryParameters} from './deliver-card.ts';
import {deliveryRecovery, placesOfDelivery} from './delivery-recovery.ts';
import {tryBlocked} from './finish-delivery.ts';
import {blockSecrets, placesOfSecrets, setSecrets} from './holder-secrets.ts';
import {issuerSession, municipalTerminal} from './municipal-terminal.ts';
import {deliveryPhases, issuancePhases} from './phases.ts';
import {revokeUnwanted} from './set-card.ts';
import {unknownWaits} from './setting.ts';

const phases = [
  deliveryPhases.checkIdentity,
  deliveryPhases.checkCard,
  deliveryPhases.checkKeys,
  deliveryPhases.beginDelivery,
  deliveryPhases.activate,
  deliveryPhases.commitDelivery,
  issuancePhases.recordLocally,
  deliveryPhases.revokeSignature,
  deliveryPhases.askConsent,
  deliveryPhases.beginResume,
  jpkiPhases.selectApplication,
  jpkiPhases.checkToken,
  deliveryPhases.tryBlocked,
  deliveryPhases.handOver,
];

const withoutPins = {typing: 'none'} as const;
const changes = [...placesOfDelivery, ...placesOfCertificates];
const recovery = deliveryRecovery(withoutPins);
const prepared = registeredCard('prepared', ['prepare']);

const deliveredSo = (how: 'none' | 'holder'): Precondition => ({
  id: how === 'none' ? 'delivered-without-pins' : 'delivered-with-pins',
  title: {
    en: how === 'none' ? 'the holder has it without PINs' : 'the holder has it with PINs',
    ja: how === 'none' ? '顔認証カードとして交付済み' : '暗証番号を設定して交付済み',
  },
  establish: async (stage) => void (await deliverCard(stage as DeliveryStage, {typing: how})),
});

type FaceVariant = VariantWith<typeof deliveryParameters>;

const variants: readonly FaceVariant[] = [
  {
    id: 'at-a-service-with-pin',
    title: {
      en: 'a service asks for the PIN: no try is sent',
      ja: '暗証番号を求めるサービスでの利用(照合は行われない)',
    },
    preconditions: [prepared, deliveredSo('none')],
    expected: {verdict: 'fail', reasonId: 'pin-blocked'},
    run: (stage) => tryLogIn(stage),
  },
  {
    id: 'switch-to-pins',
    title: {en: 'the holder wants PINs after all', ja: '顔認証カードから通常カードへの切替'},
    preconditions: [prepared, deliveredSo('none')],
    expected: {verdict: 'pass', reasonId: 'pins-set', changes: placesOfSecrets},
    run: (stage) => switchToPins(stage),
  },
  {
    id: 'switch-to-face-authentication',
    title: {en: 'the holder gives the PINs up', ja: '通常カードから顔認証カードへの切替'},
    preconditions: [prepared, deliveredSo('holder')],
    expected: {
      verdict: 'pass',
      reasonId: 'pins-blocked',
      // Three PINs in four places of three tries, one password of five.
      triesLost: 4 * 3 + 5,
      changes: [...placesOfSecrets, ...placesOfCertificates],
    },
    run: (stage) => switchToFaceAuthentication(stage),
  },
];

const tryLogIn = async (stage: DeliveryStage): Promise<Ending> => {
  const {userAuthenticationPin} = stage.parameters;
  await logIn({...stage, secrets: {userAuthenticationPin, digitalSignaturePassword: ''}});
  return {
    verdict: 'pass',
    reasonId: 'accepted',
    reason: {en: 'the card logged in', ja: 'ログインできました'},
  };
};

/** The PINs alone: the certificate for signatures was revoked, and a new one is another procedure. */
const switchToPins = async (stage: DeliveryStage): Promise<Ending> => {
  const {userAuthenticationPin, residentRegisterPin, textAssistancePin} = stage.parameters;
  const terminal = await municipalTerminal(stage);
  await stage.step(deliveryPhases.setSecrets, async () =>
    setSecrets(await issuerSession(stage, terminal), {
      userAuthenticationPin,
      residentRegisterPin,
      textAssistancePin,
    }),
  );
  await tryLogIn(stage);
  return {
    verdict: 'pass',
    reasonId: 'pins-set',
    reason: {
      en: 'the PINs are set, and the card answers a log-in; there is no certificate for signatures',
      ja: '暗証番号を設定し、ログインに応答しました(署名用電子証明書はありません)',
    },
  };
};

const switchToFaceAuthentication = async (stage: DeliveryStage): Promise<Ending> => {
  const terminal = await municipalTerminal(stage);
  await revokeUnwanted(stage, ['digitalSignature'], deliveryPhases.revokeSignature);
  await stage.step(deliveryPhases.blockSecrets, async () => {
    const issuer = await issuerSession(stage, terminal);
    await blockSecrets(issuer, terminal.channel, stage.world.random('blocked-secrets'));
  });
  await tryBlocked(stage);
  return {
    verdict: 'pass',
    reasonId: 'pins-blocked',
    reason: {
      en: 'all PINs are blocked, the certificate for signatures is revoked, and the certificate is still read',
      ja: '暗証番号はすべて使用不可、署名用電子証明書は失効、証明書の読出しは可能です',
    },
  };
};

/** 顔認証マイナンバーカード: no PIN is set, the certificate for signatures is revoked, the other one is only read. [S191] */
export const faceAuthenticationCard = defineScenario({
  id: 'issuance/face-authentication-card',
  title: {en: 'Delivery of a card with face authentication', ja: '顔認証マイナンバーカードの交付'},
  source: 'S191',
  lifeCycle: 'prepared',
  phases,
  budgets: budgetsFor('issuance/delivery'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  parameters: deliveryParameters,
  preconditions: [prepared],
  changes,
  recovery,
  variants: [
    ...variants,
    ...failureVariants({
      id: 'issuance/face-authentication-card',
      usual: 'delivered-without-pins',
      budgetsOfSlowChip: {'B-DELIV': 'met'},
      run: (stage) => deliverCard(stage as DeliveryStage, withoutPins),
      phases,
      recovery,
      changes,
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
    }),
  ],
  run(stage) {
    stage.note(unknownWaits);
    return deliverCard(stage, withoutPins);
  },
});
