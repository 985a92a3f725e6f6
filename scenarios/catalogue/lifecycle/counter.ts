import {secretsOf} from '../../../emulator/index.ts';
import {type ApduChannel, IssuerSession, ResidentRegisterSession} from '../../../terminal/index.ts';
import type {Stage} from '../../engine/stage.ts';
import {lifecyclePhases} from './phases.ts';

/** The holder waits, is identified, and types what is needed. */
export const receive = async (stage: Stage): Promise<void> => {
  await stage.step(lifecyclePhases.queue, () => undefined);
  await stage.step(lifecyclePhases.identify, () => undefined);
  await stage.step(lifecyclePhases.enterPins, () => undefined);
};

/** 住民基本台帳用暗証番号: without it no municipality writes a card. Default: the holder's. */
export const verifyResidentPin = (
  stage: Stage,
  channel: ApduChannel,
  pin: string = secretsOf(stage.image).residentRegisterPin,
): Promise<void> =>
  stage.step(lifecyclePhases.verifyResidentPin, async () => {
    const session = await ResidentRegisterSession.open(channel);
    await session.verifyUnlessBlocked(pin);
  });

/** The issuer's authority over this card; it holds while the card has power. */
export const authenticateIssuer = (
  stage: Stage,
  channel: ApduChannel,
  key: Uint8Array = stage.world.issuerKey(stage.cardId),
): Promise<IssuerSession> =>
  stage.step(lifecyclePhases.authenticateIssuer, () => IssuerSession.authenticate(channel, key));
