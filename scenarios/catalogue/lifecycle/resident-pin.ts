import {secretsOf} from '../../../emulator/index.ts';
import {ResidentRegisterSession, WrongPin} from '../../../terminal/index.ts';
import {atTerminal} from '../../engine/card-channel.ts';
import type {Precondition} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {anotherSecret} from '../jpki/another-secret.ts';
import {preparationPhases} from './preparation-phases.ts';

/** Another PIN than the holder's. */
export const wrongResidentPin = (stage: Stage): string =>
  anotherSecret(secretsOf(stage.image).residentRegisterPin);

/** It was typed wrongly until the card took no more. */
export const residentPinBlocked: Precondition = {
  id: 'resident-pin-blocked',
  title: {en: 'the resident register PIN is blocked', ja: '住民基本台帳用暗証番号がロック済みであること'},
  establish: (stage) => stage.step(preparationPhases.blockResidentPin, () => typeUntilBlocked(stage)),
};

const typeUntilBlocked = (stage: Stage): Promise<void> =>
  atTerminal(stage, async (channel) => {
    const session = await ResidentRegisterSession.open(channel);
    const wrong = wrongResidentPin(stage);
    for (let left = await session.triesLeft(); left > 0; left = await session.triesLeft()) {
      await session.verifyUnlessBlocked(wrong).catch((error: unknown) => {
        if (!(error instanceof WrongPin)) {
          throw error;
        }
      });
    }
  });
