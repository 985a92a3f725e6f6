import type {Place} from '../../../centre/index.ts';
import {TextAssistanceSession} from '../../../terminal/index.ts';
import {type Ending, Refused} from '../../engine/scenario.ts';
import {residentRecordOf} from '../../world/resident-record.ts';
import {endingOfLogIn, logIn} from '../jpki/log-in.ts';
import {openSession} from '../jpki/open-session.ts';
import type {DeliveryChanges, DeliveryStage} from './deliver-card.ts';
import {installer} from './install-applications.ts';
import {
  askSystem,
  type MunicipalTerminal,
  municipalTerminal,
  peoplesStep,
  town,
} from './municipal-terminal.ts';
import {deliveryPhases} from './phases.ts';
import {revokeUnwanted} from './set-card.ts';
import {terminalRecord} from './terminal-record.ts';
import {expectAgreement} from './three-states.ts';

/** What follows once chip and system hold the card delivered: consent, trying it out, handing it over. */
export const finishDelivery = async (
  stage: DeliveryStage,
  {typing = 'holder', typed = [], entry}: DeliveryChanges,
): Promise<Ending> => {
  const {consent, consentSeconds, handOverSeconds, ...chosen} = stage.parameters;
  if (typing === 'none') {
    await revokeUnwanted(stage, ['digitalSignature'], deliveryPhases.revokeSignature);
  }
  await entry?.(stage);
  await peoplesStep(stage, deliveryPhases.askConsent, consentSeconds, () => undefined);
  const resumed = consent ? await resumeApplications(stage) : 0;
  if (typing === 'none') {
    await tryBlocked(stage);
  } else {
    const refused = await tryPins(stage, {...chosen, ...typed.at(-1)});
    if (refused) {
      return refused;
    }
  }
  await peoplesStep(stage, deliveryPhases.handOver, handOverSeconds, () => undefined);
  await expectAgreement(stage, 'operational');
  return delivered(typing, resumed);
};

/** Resumes what the town installed beforehand and is stopped; the number of applications. */
const resumeApplications = async (stage: DeliveryStage): Promise<number> => {
  const {access, desk, counter}: MunicipalTerminal = await municipalTerminal(stage);
  const requests = terminalRecord(stage.world);
  const cardId = requests.cardId ?? '';
  const actor = await desk.as(town, installer);
  const {cards, operations} = desk.management;
  const requestId = requests.nextRequest(`resume-${cardId}`);
  const count = await askSystem(stage, deliveryPhases.beginResume, 'card-management/begin', () => {
    const applications = cards
      .get(actor, cardId)
      .applications.filter(({stopped}) => stopped)
      .map(({area, kind}) => ({area, kind}) as Place);
    if (applications.length > 0) {
      operations.begin(actor, requestId, {kind: 'resume', cardId, applications});
    }
    return applications.length;
  });
  if (count > 0) {
    const token = await desk.token(town, installer);
    const reading = await stage.step(deliveryPhases.writeResume, async () => {
      await access.cardId();
      return counter.write(token, requestId);
    });
    await askSystem(stage, deliveryPhases.commitResume, 'card-management/commit', () =>
      operations.commit(actor, requestId, reading),
    );
  }
  return count;
};

/** A log-in with PIN ② to its verdict at the centre, and the attributes with PIN ④: the holder's card works. */
const tryPins = async (
  stage: DeliveryStage,
  chosen: Pick<DeliveryStage['parameters'], 'userAuthenticationPin' | 'textAssistancePin'>,
): Promise<Ending | undefined> => {
  const {userAuthenticationPin, textAssistancePin} = chosen;
  const {result} = await logIn({...stage, secrets: {userAuthenticationPin, digitalSignaturePassword: ''}});
  if (result.result === 'invalid') {
    return endingOfLogIn(result);
  }
  const {channel} = await municipalTerminal(stage);
  const {name} = await stage.step(deliveryPhases.readAttributes, async () => {
    const text = await TextAssistanceSession.open(channel);
    await text.verify('pin', textAssistancePin);
    return text.readAttributes();
  });
  if (name !== residentRecordOf(stage.image).name) {
    throw new Refused(
      {en: 'the card tells another name than the record has', ja: 'カードの氏名が本人確認情報と異なります'},
      'record-differs',
    );
  }
  return undefined;
};

/** A card with face authentication: its certificate is read freely, its PINs have no tries, and none is sent. */
export const tryBlocked = async (stage: Parameters<typeof openSession>[0]): Promise<void> => {
  const session = await openSession(stage);
  const tries = await stage.step(deliveryPhases.tryBlocked, async () => {
    await session.readCertificate('user-authentication');
    return [await session.triesLeft('user-authentication'), await session.triesLeft('digital-signature')];
  });
  if (tries.some((left) => left > 0)) {
    throw new Refused(
      {
        en: `a card whose PINs are all blocked was expected, but tries are left: ${tries.join(', ')}`,
        ja: `暗証番号がすべて使用不可のはずですが、残り回数があります(${tries.join('、')})`,
      },
      'pin-usable',
    );
  }
};

const delivered = (typing: DeliveryChanges['typing'], resumed: number): Ending => {
  const [en, ja] =
    typing === 'none'
      ? [
          'it has no PIN and its signature certificate is revoked',
          '暗証番号はなく、署名用電子証明書は失効しました',
        ]
      : [
          'its PINs open it and the centre accepts a log-in',
          '暗証番号で利用でき、センターがログインを認めました',
        ];
  return {
    verdict: 'pass',
    reasonId: typing === 'none' ? 'delivered-without-pins' : 'delivered',
    reason: {
      en: `chip, terminal and system hold the card delivered; ${en}; applications resumed: ${resumed}`,
      ja: `チップ・端末・システムとも交付済みです。${ja}(利用開始したアプリ ${resumed} 件)`,
    },
  };
};
