import type {CauseName} from '../../../centre/index.ts';
import type {Stage} from '../../engine/stage.ts';
import {managedId} from './card-in-use.ts';
import {holdersCertificate, revokeFor} from './holders-certificate.ts';
import {lifecyclePhases} from './phases.ts';

/** 廃止: the town of residence ends the card at the system, and its certificates with it. */
export const terminateCard = (stage: Stage, cause: CauseName = 'card-abolished'): Promise<void> =>
  stage.step(lifecyclePhases.terminateCard, async () => {
    const {management, as} = await stage.world.cardManagement();
    const cardId = managedId(stage);
    management.cards.change(await as('town-x', 'card-officer'), `end-${cardId}`, cardId, 'terminate');
    for (const kind of ['user-authentication', 'digital-signature'] as const) {
      const certificate = holdersCertificate(stage, kind);
      if (certificate) {
        revokeFor(stage, cause, certificate);
      }
    }
  });
