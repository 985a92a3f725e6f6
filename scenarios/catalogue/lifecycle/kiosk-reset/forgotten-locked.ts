import {HolderSecretSession, WrongPin} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import type {Precondition} from '../../../engine/scenario.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {heldSecret} from '../secrets/held-secrets.ts';
import {forgotten} from './reset-at-kiosk.ts';

/** It was typed wrongly until the card took no more. */
export const forgottenLocked: Precondition = {
  id: 'forgotten-locked',
  title: {en: 'the forgotten secret is locked', ja: '忘れた暗証番号がロック済みであること'},
  establish: (stage) =>
    atTerminal(stage, async (channel) => {
      const secret = forgotten(stage);
      const session = await HolderSecretSession.open(channel, secret);
      const wrong = anotherSecret(heldSecret(stage, secret));
      // As many as it says it has: one that takes none away must not be asked for ever.
      for (let left = await session.triesLeft(); left > 0; left -= 1) {
        await session.verify(wrong).catch((error: unknown) => {
          if (!(error instanceof WrongPin)) {
            throw error;
          }
        });
      }
    }),
};
