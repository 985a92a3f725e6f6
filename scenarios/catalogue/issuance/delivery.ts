import {budgetsFor} from '../../budgets/catalogue.ts';
import {type Precondition, Refused} from '../../engine/scenario.ts';
import {defineScenario, type VariantWith} from '../../parameters/define-scenario.ts';
import {failureVariants} from '../failure-matrix/failure-matrix.ts';
import {registeredCard} from './arrived-card.ts';
import {type DeliveryChanges, type DeliveryStage, deliverCard, deliveryParameters} from './deliver-card.ts';
import {deliveryRecovery, finishingPhases, placesOfUsualDelivery, preInstalled} from './delivery-recovery.ts';
import {deliveryPhases, issuancePhases} from './phases.ts';
import {unknownWaits} from './setting.ts';

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
  ...finishingPhases,
];

const changes = placesOfUsualDelivery;
const recovery = deliveryRecovery();
const prepared = registeredCard('prepared', ['prepare']);

type DeliveryVariant = VariantWith<typeof deliveryParameters>;

const variant = (
  id: string,
  [verdict, reasonId]: readonly ['pass' | 'fail', string],
  title: DeliveryVariant['title'],
  {
    otherwise,
    changed = verdict === 'pass' ? changes : [],
    preconditions = [prepared],
    ...more
  }: Partial<DeliveryVariant> & {
    readonly otherwise?: DeliveryChanges;
    readonly changed?: readonly string[];
  } = {},
): DeliveryVariant => ({
  id,
  title,
  preconditions,
  ...more,
  expected: {verdict, reasonId, changes: changed},
  run: (stage) => deliverCard(stage, otherwise),
});

/** Ten years on: nobody came for the card. */
const tenYears: Precondition = {
  id: 'ten-years-later',
  title: {en: 'ten years have passed', ja: '10年が経過している'},
  establish: async ({world}) => world.moveCalendarMs(10 * 366 * 86_400_000),
};

/** The holder has had this card for some time. */
const deliveredBefore: Precondition = {
  id: 'delivered-before',
  title: {en: 'the card was delivered before', ja: '交付が済んでいる'},
  establish: async (stage) => void (await deliverCard(stage as DeliveryStage)),
};

/** Each breaks one rule, and nothing of any of them may be told. */
const malformed: readonly (readonly [id: string, typed: NonNullable<DeliveryChanges['typed']>[number]])[] = [
  ['password-too-short', {digitalSignaturePassword: 'QZ731'}],
  ['password-too-long', {digitalSignaturePassword: 'QZ731QZ731QZ731QZ'}],
  ['password-without-digit', {digitalSignaturePassword: 'QZXWVK'}],
  ['password-without-letter', {digitalSignaturePassword: '731982'}],
  ['password-with-sign', {digitalSignaturePassword: 'QZ731-'}],
  ['pin-too-short', {userAuthenticationPin: '731'}],
  ['pin-too-long', {residentRegisterPin: '73198'}],
  ['pin-with-letter', {textAssistancePin: '73QZ'}],
];

const begun = ['centre/transitions/town-x/deliver-*'];

const variants: readonly DeliveryVariant[] = [
  ...malformed.map(([id, typed]) =>
    variant(
      id,
      ['fail', 'secret-rules'],
      {en: `the holder types against the rules: ${id}`, ja: `規則に反する暗証番号: ${id}`},
      {otherwise: {typed: [typed]}, changed: begun},
    ),
  ),
  variant(
    'typed-again',
    ['pass', 'delivered'],
    {en: 'refused twice at the terminal, then right', ja: '2回拒否された後に正しく入力'},
    {otherwise: {typed: [{digitalSignaturePassword: 'QZXWVK'}, {userAuthenticationPin: '731'}, {}]}},
  ),
  variant(
    'password-in-small-letters',
    ['pass', 'delivered'],
    {en: 'the password is typed in small letters', ja: '署名用パスワードを小文字で入力'},
    {otherwise: {typed: [{digitalSignaturePassword: 'qz731x'}]}},
  ),
  variant(
    'pins-alike',
    ['pass', 'delivered'],
    {en: 'the three PINs are one number', ja: '4桁の暗証番号がすべて同じ'},
    {
      otherwise: {
        typed: [{userAuthenticationPin: '7319', residentRegisterPin: '7319', textAssistancePin: '7319'}],
      },
    },
  ),
  variant(
    'under-15',
    ['pass', 'delivered'],
    {en: 'under 15: no signature password, a guardian types', ja: '15歳未満(署名用なし、法定代理人が入力)'},
    {setting: {persona: 'under-15'}},
  ),
  variant(
    'another-person',
    ['fail', 'another-person'],
    {en: 'the face is not that of the photograph', ja: '顔が写真と一致しない'},
    {otherwise: {identify: () => anotherPerson()}},
  ),
  variant(
    'card-expired',
    ['fail', 'card-expired'],
    {en: 'the card has expired meanwhile', ja: 'カードの有効期限が過ぎた'},
    {preconditions: [prepared, tenYears]},
  ),
  variant(
    'certificate-expired',
    ['fail', 'expired'],
    {en: 'the certificate has expired meanwhile', ja: '電子証明書の有効期限が過ぎた'},
    {setting: {persona: 'certificates-expired'}, changed: changes},
  ),
  variant(
    'not-prepared',
    ['fail', 'state'],
    {en: 'the setting has not been done', ja: '交付前設定が済んでいない'},
    {setting: {lifeCycle: 'arrived'}, preconditions: [registeredCard('arrived')]},
  ),
  variant(
    'delivered-before',
    ['fail', 'state'],
    {en: 'the card was delivered before', ja: '交付済みのカード'},
    {preconditions: [prepared, deliveredBefore]},
  ),
  variant(
    'no-consent',
    ['pass', 'delivered'],
    {en: 'the holder does not agree: the applications stay stopped', ja: '同意なし(アプリは停止のまま)'},
    {
      preconditions: [prepared, preInstalled],
      values: {consent: false},
      changed: changes.filter(
        (place) => !place.startsWith('centre/applications') && !place.includes('instances'),
      ),
    },
  ),
];

const anotherPerson = (): never => {
  throw new Refused(
    {
      en: 'the person at the counter is not the one on the photograph',
      ja: '来庁者が写真の本人と一致しません',
    },
    'another-person',
  );
};

/**
 * 交付: the holder's identity, four secrets of the holder's own, a chip that becomes valid together with the system,
 * consent to the town's services, and a card that is tried out before it is handed over. [S21] [S40] [S91]
 */
export const delivery = defineScenario({
  id: 'issuance/delivery',
  title: {en: 'Delivery of a card to its holder', ja: 'カードの交付'},
  source: 'S21',
  lifeCycle: 'prepared',
  phases,
  budgets: budgetsFor('issuance/delivery'),
  personas: ['adult', 'under-15', 'foreign-resident', 'substitute-characters', 'longest'],
  parameters: deliveryParameters,
  preconditions: [prepared, preInstalled],
  changes,
  recovery,
  variants: [
    ...variants,
    ...failureVariants({
      id: 'issuance/delivery',
      usual: 'delivered',
      asksAboutRevocation: true,
      leaves: changes,
      budgetsOfSlowChip: {'B-DELIV': 'met'},
      askedTwice: {'verify-at-centre': {verdict: 'fail', reasonId: 'challenge-replayed', changes}},
      run: (stage) => deliverCard(stage as DeliveryStage),
      phases,
      recovery,
      changes,
      operator: {instead: 'auditor', expected: {verdict: 'fail', reasonId: 'role'}},
    }),
  ],
  run(stage) {
    stage.note(unknownWaits);
    return deliverCard(stage);
  },
});
