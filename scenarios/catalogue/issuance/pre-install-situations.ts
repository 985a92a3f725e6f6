import {type AreaName, usualProfile} from '../../../centre/index.ts';
import {type Precondition, Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {wrongCryptogram} from '../applets/area/session-attacks.ts';
import {installer, preInstall} from './install-applications.ts';
import type {InstallStage} from './install-parameters.ts';
import {municipalTerminal, town} from './municipal-terminal.ts';

/** By the same terminal, for the same holder. */
export const installedBefore: Precondition = {
  id: 'installed-before',
  title: {en: 'the applications were installed before', ja: '事前搭載が済んでいる'},
  establish: async (stage) => void (await preInstall(stage as InstallStage)),
};

/** Some other resident of the town. */
export const anotherUser = (stage: Stage): string =>
  (stage as InstallStage).parameters.userId === 'X-000999' ? 'X-000998' : 'X-000999';

const installed = async (
  stage: Stage,
  requestId: string,
  what: {readonly userId: string; readonly areas: readonly AreaName[]},
): Promise<void> => {
  const {desk, access, counter} = await municipalTerminal(stage);
  const applications = usualProfile.applications.filter(({area}) => what.areas.includes(area));
  const order = {kind: 'install', cardId: await access.cardId(), applications, userId: what.userId} as const;
  await counter.perform(await desk.token(town, installer), requestId, order);
};

export const installedForAnother: Precondition = {
  id: 'installed-for-another',
  title: {en: 'the applications are there with another user’s id', ja: '別の利用者IDで搭載済みである'},
  establish: (stage) =>
    installed(stage, 'for-another', {userId: anotherUser(stage), areas: ['ordinance', 'extended']}),
};

export const ordinanceBefore: Precondition = {
  id: 'ordinance-area-before',
  title: {en: 'the area for ordinances was done before', ja: '条例利用領域のみ搭載済みである'},
  establish: (stage) => {
    const {userId} = (stage as InstallStage).parameters;
    return installed(stage, 'ordinance-before', {userId, areas: ['ordinance']});
  },
};

export const unknownThere: Precondition = {
  id: 'register-knows-nobody',
  title: {en: 'the linked register does not know the holder', ja: '連携先に利用者情報がない'},
  async establish(stage) {
    const {desk} = await municipalTerminal(stage);
    desk.management.settings.change({linkage: (stage as InstallStage).parameters.linkage});
  },
};

export const anotherThere: Precondition = {
  id: 'register-knows-another',
  title: {en: 'the linked register has another user’s id for the card', ja: '連携先の利用者IDが別人のもの'},
  async establish(stage) {
    const {desk, access} = await municipalTerminal(stage);
    const {linkage} = (stage as InstallStage).parameters;
    desk.management.settings.change({linkage});
    if (linkage !== 'off') {
      desk.management.linkage.put(linkage, await access.cardId(), anotherUser(stage));
    }
  },
};

/** The town has an ordinance no more. */
export const withoutOrdinance: Precondition = {
  id: 'without-ordinance',
  title: {en: 'the town has no ordinance', ja: '条例がない'},
  async establish(stage) {
    const {desk} = await municipalTerminal(stage);
    desk.management.issuers.setGrounds(town, {ordinance: null});
  },
};

export const fullArea: Precondition = {
  id: 'extended-area-full',
  title: {en: 'other issuers have filled the extended area', ja: '拡張利用領域に空きがない'},
  async establish(stage) {
    const {desk, access, counter} = await municipalTerminal(stage);
    const cardId = await access.cardId();
    for (const [issuer, kinds] of [
      ['firm', ['type-a', 'type-d', 'common']],
      ['agency', ['type-a', 'type-d', 'common']],
      ['prefecture', ['type-a']],
    ] as const) {
      const applications = kinds.map((kind) => ({area: 'extended', kind}) as const);
      const order = {kind: 'install', cardId, applications, userId: 'other'} as const;
      await counter.perform(await desk.token(issuer, installer), `fill-${issuer}`, order);
    }
  },
};

/** Somebody had no key and went on whatever the card proved, until its domain took no more. D171 */
export const areaLocked: Precondition = {
  id: 'area-locked',
  title: {
    en: 'ten wrong cryptograms have locked the domain of the area for ordinances',
    ja: '誤った暗号文10回で条例利用領域のセキュリティドメインがロック済みである',
  },
  async establish(stage) {
    for (let wrong = 0; wrong < 10; wrong += 1) {
      await wrongCryptogram(stage, 'ordinance').catch((error: unknown) => {
        if (!(error instanceof Refused)) {
          throw error;
        }
      });
    }
  },
};
