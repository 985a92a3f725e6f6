import {type ApduChannel, apduChannel, JpkiSession} from '../../../terminal/index.ts';
import {Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {jpkiPhases} from './phases.ts';

const myNumberCardToken = 'JPKIAPICCTOKEN2';

/** Selects the JPKI application and makes sure of the token: how every JPKI dialogue of the bench begins. */
export const openSession = async (stage: Stage): Promise<JpkiSession> => {
  const channel: ApduChannel = apduChannel(stage.connection, {
    clock: stage.clock,
    record: stage.record,
    card: stage.cardId,
  });
  const session = await stage.step(jpkiPhases.selectApplication, () => JpkiSession.open(channel));
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
