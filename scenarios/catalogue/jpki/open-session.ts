import {JpkiSession} from '../../../terminal/index.ts';
import {channelTo} from '../../engine/card-channel.ts';
import {Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {jpkiPhases} from './phases.ts';

const myNumberCardToken = 'JPKIAPICCTOKEN2';

/** Selects the JPKI application and makes sure of the token: how every JPKI dialogue of the bench begins. */
export const openSession = async (stage: Stage): Promise<JpkiSession> => {
  const session = await stage.step(jpkiPhases.selectApplication, () => JpkiSession.open(channelTo(stage)));
  await stage.step(jpkiPhases.checkToken, async () => {
    const label = await session.tokenLabel();
    if (label !== myNumberCardToken) {
      throw new Refused(
        {
          en: `the token label was expected to be ${myNumberCardToken}, but the card says "${label}"`,
          ja: `トークン情報は ${myNumberCardToken} のはずですが、カードは「${label}」です`,
        },
        'token-label',
      );
    }
  });
  return session;
};
