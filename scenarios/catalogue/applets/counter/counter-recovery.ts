import {type CardContent, openCounter} from '../../../../centre/index.ts';
import {areaNames, KazasuError} from '../../../../protocol/index.ts';
import {newCardKeys} from '../../../card-management/new-card-keys.ts';
import type {Invariant} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {accessTo} from '../card-at-terminal.ts';
import {steppedAccess} from '../stepped-access.ts';
import {isOurs} from '../test-issuers-objects.ts';
import {aidsOf, type Installed, userId} from '../town-service.ts';

/** What the areas hold, as GET STATUS tells it. */
export const contentOfCard = async (stage: Stage): Promise<readonly CardContent[]> => {
  const access = accessTo(stage);
  const found: CardContent[] = [];
  for (const area of areaNames) {
    const session = await access.openArea(area, newCardKeys(area));
    found.push(...(await session.status()));
  }
  return found;
};

/** Card and system agree about every application, unless an operation is still open that says it is being changed. */
export const oneState: Invariant = {
  id: 'one-state',
  title: {en: 'card and system agree', ja: 'カードとシステムの内容は一致'},
  async broken(stage) {
    const places = [...stage.world.state()];
    if (places.some(([place, state]) => place.startsWith('operations/') && state.endsWith(': begun'))) {
      return undefined;
    }
    const entered = places.flatMap(([place]) =>
      place.startsWith('applications/') ? [place.split('/')[2] ?? ''] : [],
    );
    const there = (await contentOfCard(stage)).flatMap((one) =>
      one.object === 'instance' && isOurs(one) ? [one.aid] : [],
    );
    const odd = [...entered, ...there].find((aid) => entered.includes(aid) !== there.includes(aid));
    return odd === undefined
      ? undefined
      : {
          en: `${odd} is ${there.includes(odd) ? 'on the card alone' : 'at the system alone'}`,
          ja: `${odd} が${there.includes(odd) ? 'カード' : 'システム'}にだけあります`,
        };
  },
};

/** Atomic: an application that can be used has its id; one that has none cannot be taken for one that has. */
export const wholeOrAbsent = (application: Installed): Invariant => ({
  id: 'whole-or-absent',
  title: {en: 'the application holds its whole id or none', ja: 'APのIDは完全か、ないか'},
  async broken(stage) {
    const {content} = await stage.snapshot();
    const held = content?.instances[aidsOf(application).instance]?.data?.contents['0001'];
    const id = held === undefined ? undefined : Buffer.from(held, 'base64').toString('latin1').trimEnd();
    return id === undefined || id === userId
      ? undefined
      : {en: 'it holds another id', ja: '別のIDになっています'};
  },
});

/** What is not installed for leaves its area alone. */
export const otherAreaEmpty = ({area}: Installed): Invariant => ({
  id: 'other-area-empty',
  title: {en: 'nothing came into the other area', ja: '他方の領域には何も入っていない'},
  async broken(stage) {
    const other = (await contentOfCard(stage)).find((one) => one.area !== area && isOurs(one));
    return other && {en: `${other.aid} is there`, ja: `${other.aid} があります`};
  },
});

/** After a cut: whole or absent, as the system decides by what the card holds. Whether it was begun at all. */
export const reconciled = async (
  stage: Stage,
  {issuer}: Installed,
  requestId: string,
): Promise<'committed' | 'aborted' | 'unknown'> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const counter = openCounter({management, access: steppedAccess(stage), areaKeys: newCardKeys});
  try {
    const {state} = await counter.reconcile(await desk.token(issuer, 'installer'), requestId);
    return state === 'committed' ? 'committed' : 'aborted';
  } catch (error) {
    if (error instanceof KazasuError && error.id === 'KZS-MANAGEMENT-OPERATION-UNKNOWN') {
      return 'unknown';
    }
    throw error;
  }
};
