import {fromHex} from '../../../../protocol/index.ts';
import {type ApduChannel, readCommonCardId} from '../../../../terminal/index.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import {type Phase, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {accessTo, managedId} from '../card-in-use.ts';

export const townYPhases = {
  install: {
    id: 'install-of-town-y',
    title: {
      en: 'Town Y’s applications into the area for ordinances',
      ja: '転入先のアプリケーションを条例利用領域に搭載',
    },
    actor: 'card',
  },
  read: {
    id: 'read-of-town-y',
    title: {
      en: 'Town Y’s stamp card reads the common application',
      ja: '転入先のスタンプカードが共通カードAPを読出し',
    },
    actor: 'card',
  },
  use: {
    id: 'use-of-town-y',
    title: {
      en: 'System: may town Y’s stamp card use the card',
      ja: 'システム: 転入先のスタンプカードの利用可否',
    },
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;

const common = {area: 'ordinance', kind: 'common'} as const;

/** By which town Y knows its new resident. */
const residentId = 'Y-000077';

const requestId = 'applications-of-town-y';

/** What the new town has for its residents goes where the former one's was, and is used at once. */
export const installOfTownY = async (stage: Stage, channel: ApduChannel): Promise<void> => {
  const desk = await stage.world.cardManagement();
  const counter = desk.counter(accessTo(stage), newCardKeys);
  const cardId = managedId(stage);
  await stage.step(townYPhases.install, async () => {
    await counter.perform(await desk.token('town-y', 'installer'), requestId, {
      kind: 'install',
      cardId,
      applications: [{area: 'ordinance', kind: 'type-a'}, common],
      userId: residentId,
    });
  });
  const {services} = desk.management;
  const administrator = await desk.as('town-y', 'administrator');
  if (!services.all(administrator).some(({name}) => name === 'stamp-card')) {
    services.add(administrator, 'stamp-card', common);
  }
  const serviceDesk = await desk.as('town-y', 'service-desk');
  const {aid} = await stage.step(townYPhases.use, () => services.use(serviceDesk, 'stamp-card', cardId));
  await stage.step(townYPhases.read, async () => {
    const came = Buffer.from(await readCommonCardId(channel, fromHex(aid))).toString('latin1');
    if (came.trimEnd() !== residentId) {
      throw new Refused(
        {
          en: 'the common application was expected to give the id that town Y wrote, but it gives another one',
          ja: '共通カードAPから転入先の書き込んだIDが読めるはずですが、異なります',
        },
        'common-id',
      );
    }
  });
};
