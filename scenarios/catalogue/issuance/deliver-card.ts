import {dayInJapan, type Secrets} from '../../../emulator/index.ts';
import {JpkiSession} from '../../../terminal/index.ts';
import {LineCut} from '../../engine/disturbance.ts';
import {type Ending, type Phase, Refused} from '../../engine/scenario.ts';
import type {StageWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../parameters/parameter.ts';
import {residentRecordOf} from '../../world/resident-record.ts';
import {beginChange, commitChange, settleChange, writeChip} from './change-of-state.ts';
import {finishDelivery} from './finish-delivery.ts';
import {secretParameters, setSecrets} from './holder-secrets.ts';
import {issuerSession, type MunicipalTerminal, municipalTerminal, peoplesStep} from './municipal-terminal.ts';
import {secondsParameter, systemSeconds} from './operator-seconds.ts';
import {deliveryPhases} from './phases.ts';
import {lastDayOf, readSurface} from './read-surface.ts';
import {brokenRules} from './secret-rules.ts';

/** Seconds of people at the counter: no source divides the half hour of [S21]. Bench-defined, D255 */
export const deliveryParameters = {
  identitySeconds: secondsParameter(deliveryPhases.checkIdentity.title, 180),
  passwordSeconds: secondsParameter(deliveryPhases.typePassword.title, 60),
  pinSeconds: secondsParameter(deliveryPhases.typePins.title, 60),
  consentSeconds: secondsParameter(deliveryPhases.askConsent.title, 30),
  handOverSeconds: secondsParameter(deliveryPhases.handOver.title, 30),
  systemSeconds,
  consent: {
    type: 'boolean',
    title: {en: 'the holder agrees to the town’s services', ja: '市区町村サービスの利用に同意する'},
    default: true,
  },
  ...secretParameters,
} as const satisfies ParameterTable;

export type DeliveryStage = StageWith<typeof deliveryParameters>;

/** Behind which the line is cut and the card loses its power. */
export const cutPoints = ['begin', 'chip', 'commit', 'record'] as const;

export type CutPoint = (typeof cutPoints)[number];

/** What may be otherwise about a delivery. */
export interface DeliveryChanges {
  /** Who makes sure of whom; default: the holder’s own documents. */
  readonly identify?: (stage: DeliveryStage) => Promise<void>;
  /** Who types; default: the holder. `none`: a card with face authentication, which gets no PIN. */
  readonly typing?: 'holder' | 'operator' | 'none';
  /** What is typed instead, attempt by attempt; the last one counts. */
  readonly typed?: readonly Partial<Secrets>[];
  /** What is written on the card itself before it is handed over; default: nothing. */
  readonly entry?: (stage: DeliveryStage) => Promise<void>;
  readonly cutAfter?: CutPoint;
}

/** 交付 of a prepared card: identity, secrets, the chip, the system, and the card in the holder's hands. */
export const deliverCard = async (stage: DeliveryStage, changes: DeliveryChanges = {}): Promise<Ending> => {
  const {typing = 'holder', cutAfter} = changes;
  await (changes.identify ?? holderComes)(stage);
  const terminal = await municipalTerminal(stage);
  const card = await checkCard(stage, terminal);
  const change = await beginChange(stage, terminal, deliveryPhases.beginDelivery, {
    cardId: card.cardId,
    transition: 'deliver',
  });
  cutBehind('begin', cutAfter, deliveryPhases.beginDelivery);
  if (typing !== 'none') {
    const chosen = await chosenSecrets(stage, terminal, changes, card.signs);
    await stage.step(deliveryPhases.setSecrets, async () =>
      setSecrets(await issuerSession(stage, terminal), chosen),
    );
  }
  const chip = await writeChip(stage, terminal, deliveryPhases.activate, change);
  cutBehind('chip', cutAfter, deliveryPhases.activate);
  await commitChange(stage, terminal, deliveryPhases.commitDelivery, change, chip, () =>
    cutBehind('commit', cutAfter, deliveryPhases.commitDelivery),
  );
  cutBehind('record', cutAfter, deliveryPhases.commitDelivery);
  return finishDelivery(stage, changes);
};

const holderComes = (stage: DeliveryStage): Promise<void> =>
  peoplesStep(stage, deliveryPhases.checkIdentity, stage.parameters.identitySeconds, () => undefined);

/** The card in the reader is the holder's, still valid; whether it carries a certificate for signatures. */
const checkCard = async (
  stage: DeliveryStage,
  terminal: MunicipalTerminal,
): Promise<{readonly cardId: string; readonly signs: boolean}> => {
  const {verificationNumberB} = residentRecordOf(stage.image);
  const surface = await readSurface(stage, terminal, verificationNumberB, deliveryPhases.checkCard);
  const lastDay = lastDayOf(surface);
  if (lastDay < dayInJapan(stage.world.wall())) {
    throw new Refused(
      {
        en: `a card that is still valid was expected, but its last day was ${lastDay}`,
        ja: `有効期限内のカードが必要ですが、有効期限は ${lastDay} でした`,
      },
      'card-expired',
    );
  }
  const has = await stage.step(deliveryPhases.checkKeys, async () =>
    (await JpkiSession.open(terminal.channel)).availability(),
  );
  return {cardId: surface.cardId, signs: has['digital-signature']};
};

/** Typed, held against the rules before the card sees any of it, and typed again where it breaks one. */
const chosenSecrets = async (
  stage: DeliveryStage,
  terminal: MunicipalTerminal,
  {typing = 'holder', typed = [{}]}: DeliveryChanges,
  signs: boolean,
): Promise<Partial<Secrets>> => {
  const {digitalSignaturePassword, userAuthenticationPin, residentRegisterPin, textAssistancePin} =
    stage.parameters;
  const {passwordSeconds, pinSeconds} = stage.parameters;
  const pins = {userAuthenticationPin, residentRegisterPin, textAssistancePin};
  for (const [attempt, instead] of typed.entries()) {
    const chosen: Partial<Secrets> = {...(signs ? {digitalSignaturePassword} : {}), ...pins, ...instead};
    if (typing === 'operator') {
      const seconds = pinSeconds + (signs ? passwordSeconds : 0);
      await peoplesStep(stage, deliveryPhases.typeForHolder, seconds, () => undefined);
    } else {
      if (signs) {
        await peoplesStep(stage, deliveryPhases.typePassword, passwordSeconds, () => undefined);
      }
      await peoplesStep(stage, deliveryPhases.typePins, pinSeconds, () => undefined);
    }
    const broken = await stage.step(deliveryPhases.judgeSecrets, () => brokenRules(chosen));
    if (broken.length === 0) {
      return chosen;
    }
    const told = {
      en: `attempt ${attempt + 1} was refused at the terminal: ${broken.map(({en}) => en).join('; ')}`,
      ja: `${attempt + 1}回目の入力は端末で拒否: ${broken.map(({ja}) => ja).join('、')}`,
    };
    stage.note(told);
    if (attempt === typed.length - 1) {
      await settleChange(stage, terminal);
      throw new Refused(told, 'secret-rules');
    }
  }
  return {};
};

const cutBehind = (point: CutPoint, wanted: CutPoint | undefined, phase: Phase): void => {
  if (point === wanted) {
    throw new LineCut(phase.title);
  }
};
