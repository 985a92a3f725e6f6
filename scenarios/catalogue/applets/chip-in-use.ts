import {KazasuError} from '../../../protocol/index.ts';
import type {Stage} from '../../engine/stage.ts';

/**
 * The chip itself says that the card is in use, whatever the system will be told about it.
 * @throws KazasuError `KZS-SCENARIO-CARD-NOT-IN-USE`, before anything is installed.
 */
export const chipInUse = async (stage: Stage): Promise<void> => {
  const {issuer} = await stage.snapshot();
  if (issuer.lifeCycle !== 'operational') {
    throw new KazasuError('KZS-SCENARIO-CARD-NOT-IN-USE', {
      en: `a card whose life cycle is operational was expected, but the chip’s is ${issuer.lifeCycle}`,
      ja: `運用中(operational)のカードが必要ですが、チップの状態は ${issuer.lifeCycle} です`,
    });
  }
};
