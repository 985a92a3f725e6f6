import type {Invariant} from '../../engine/scenario.ts';
import {aidsOf, type Installed, userId} from './town-service.ts';

/** An application that is only read stays as it was personalised, whatever happens on the way: id, and all tries. */
export const applicationStays = (application: Installed, id = userId): Invariant => ({
  id: 'application-stays',
  title: {en: 'the application holds its id and all tries', ja: 'APのIDと試行回数は元のまま'},
  async broken(stage) {
    const {content} = await stage.snapshot();
    const data = content?.instances[aidsOf(application).instance]?.data;
    const held = Buffer.from(data?.contents['0001'] ?? '', 'base64')
      .toString('latin1')
      .trimEnd();
    if (held !== id) {
      return {en: 'it is gone or holds another id', ja: 'APがないか、別のIDになっています'};
    }
    const low = Object.entries(data?.credentials ?? {}).find(
      ([, {tries, triesLeft}]) => tries !== undefined && triesLeft < tries,
    );
    return low && {en: `tries of ${low[0]} are lost`, ja: `${low[0]} の試行回数が減っています`};
  },
});
