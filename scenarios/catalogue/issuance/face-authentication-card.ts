import {budgetsFor} from '../../budgets/catalogue.ts';
import {type Ending, type Precondition, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {placesOfCertificates} from '../../engine/state-difference.ts';
import {defineScenario, type StageWith, type VariantWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../parameters/parameter.ts';
import {registeredHolder} from '../../world/registered-holder.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {logIn} from '../jpki/log-in.ts';
import {jpkiPhases} from '../jpki/phases.ts';
import {signatureChanges} from '../lifecycle/record/record-phases.ts';
import {issueAnew} from '../lifecycle/renewal/issue-anew.ts';
import {endingOfSignature} from '../lifecycle/sign-with.ts';
import {registeredCard} from './arrived-card.ts';
import {type DeliveryStage, deliverCard, deliveryParameters} from './deliver-card.ts';
import {deliveryRecovery, placesOfDelivery} from './delivery-recovery.ts';
import {tryBlocked} from './finish-delivery.ts';
import {blockSecrets, placesOfSecrets, setSecrets} from './holder-secrets.ts';
import {issuerSession, municipalTerminal, peoplesStep} from './municipal-terminal.ts';
import {secondsParameter} from './operator-seconds.ts';
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
  deliveryPhases.writeEntry,
  deliveryPhases.askConsent,
  deliveryPhases.beginResume,
  jpkiPhases.selectApplication,
  jpkiPhases.checkToken,
  deliveryPhases.tryBlocked,
  deliveryPhases.handOver,
];

/** `entrySeconds`: T60, as for an address. */
const faceParameters = {
  ...deliveryParameters,
  entrySeconds: secondsParameter(deliveryPhases.writeEntry.title, 90),
  freeLines: {
    type: 'number',
    title: {en: 'free lines on the card (追記欄)', ja: '追記欄の空き行数'},
    default: 1,
    min: 0,
    max: 10,
    whole: true,
  },
} as const satisfies ParameterTable;

type FaceStage = StageWith<typeof faceParameters>;

/** Whoever reads the card in a clinic must see what it is. Without a free line there is a new card. [S41] [S198] */
const writeEntry = (stage: Stage): Promise<void> =>
  peoplesStep(
    stage,
    deliveryPhases.writeEntry,
    (stage as FaceStage).parameters.entrySeconds,
    () => undefined,
  );

/** Asked before anything is begun. */
const expectFreeLine = ({parameters: {freeLines}}: Pick<FaceStage, 'parameters'>): void => {
  if (freeLines === 0) {
    throw new Refused(
      {
        en: 'a free line on the card (追記欄) was expected for 顔認証, but all are written: the holder gets a new card',
        ja: '「顔認証」の記載には追記欄の空きが必要ですが、ありません(新しいカードを発行します)',
      },
      'no-free-line',
    );
  }
};

const withoutPins = {typing: 'none', entry: writeEntry} as const;
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

type FaceVariant = VariantWith<typeof faceParameters>;

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
    id: 'switch-to-pins-with-signature',
    title: {
      en: 'the holder wants PINs, and a certificate for signatures with them',
      ja: '通常カードへの切替と署名用電子証明書の新規発行',
    },
    preconditions: [prepared, deliveredSo('none')],
    expected: {
      verdict: 'pass',
      reasonId: 'accepted',
      changes: [...placesOfSecrets, ...signatureChanges],
    },
    onCardFile: false,
    run: (stage) => switchToPinsAndSign(stage),
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
  {
    id: 'to-pins-and-back',
    title: {
      en: 'the holder wants PINs, and gives them up again',
      ja: '通常カードへ切り替え、再び顔認証カードへ',
    },
    preconditions: [prepared, deliveredSo('none')],
    expected: {verdict: 'pass', reasonId: 'pins-blocked', changes: placesOfSecrets},
    async run(stage) {
      await switchToPins(stage);
      return switchToFaceAuthentication(stage);
    },
  },
  {
    id: 'to-face-authentication-and-back',
    title: {
      en: 'the holder gives the PINs up, and wants them again',
      ja: '顔認証カードへ切り替え、再び通常カードへ',
    },
    preconditions: [prepared, deliveredSo('holder')],
    expected: {
      verdict: 'pass',
      reasonId: 'pins-set',
      // The password stays used up: there is no certificate for signatures any more.
      triesLost: 5,
      changes: [...placesOfSecrets, ...placesOfCertificates],
    },
    async run(stage) {
      await switchToFaceAuthentication(stage);
      return switchToPins(stage);
    },
  },
  {
    id: 'no-free-line',
    title: {en: 'no free line for 顔認証: a new card is needed', ja: '追記欄の空きなし(新しいカードが必要)'},
    preconditions: [prepared, deliveredSo('holder')],
    expected: {verdict: 'fail', reasonId: 'no-free-line'},
    run: (stage) => switchToFaceAuthentication({...stage, parameters: {...stage.parameters, freeLines: 0}}),
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

/** The PINs alone: the certificate for signatures was revoked, and a new one is another procedure. Bench-defined, D313 */
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

/** 新規発行 at the same visit: the revoked certificate is replaced by none that it is linked to. */
const switchToPinsAndSign = async (stage: DeliveryStage): Promise<Ending> => {
  const {digitalSignaturePassword} = stage.parameters;
  await switchToPins(stage);
  const issuer = await issuerSession(stage, await municipalTerminal(stage));
  await stage.step(deliveryPhases.setSecrets, () => setSecrets(issuer, {digitalSignaturePassword}));
  await issueAnew(stage, issuer, 'digital-signature', registeredHolder(stage.image));
  return endingOfSignature({...stage, secrets: {...stage.secrets, digitalSignaturePassword}});
};

const switchToFaceAuthentication = async (stage: FaceStage): Promise<Ending> => {
  expectFreeLine(stage);
  const terminal = await municipalTerminal(stage);
  await revokeUnwanted(stage, ['digitalSignature'], deliveryPhases.revokeSignature);
  await stage.step(deliveryPhases.blockSecrets, async () => {
    const issuer = await issuerSession(stage, terminal);
    await blockSecrets(issuer, terminal.channel, stage.world.random('blocked-secrets'));
  });
  await writeEntry(stage);
  await tryBlocked(stage);
  return {
    verdict: 'pass',
    reasonId: 'pins-blocked',
    reason: {
      en: 'all PINs are blocked, the certificate for signatures is revoked, 顔認証 is written on the card, and the certificate is still read',
      ja: '暗証番号はすべて使用不可、署名用電子証明書は失効、追記欄に「顔認証」と記載済み、証明書の読出しは可能です',
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
  budgets: budgetsFor('issuance/face-authentication-card'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  parameters: faceParameters,
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
    expectFreeLine(stage);
    return deliverCard(stage, withoutPins);
  },
});
