import {type AreaName, applicationKindNames, type CardContent} from '../../../centre/index.ts';
import {areaNames, KazasuError} from '../../../protocol/index.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import type {Precondition} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {testIssuers} from '../../world/card-management-desk.ts';
import {fillersOf} from './area/fill-area.ts';
import {accessTo} from './card-at-terminal.ts';
import {chipInUse} from './chip-in-use.ts';
import {preparing} from './preparing-phases.ts';
import {aidsOf} from './town-service.ts';

/** Every AID these scenarios put onto a card: the test issuers' own, and what fills an area. Bench-defined, D222. */
const ours: ReadonlySet<string> = new Set(
  areaNames.flatMap((area) => [
    ...fillersOf(area),
    ...testIssuers.flatMap(({name: issuer}) =>
      applicationKindNames.flatMap((kind) => Object.values(aidsOf({issuer, area, kind}))),
    ),
  ]),
);

/** Whether a scenario with applications made it, and may therefore delete it. */
export const isOurs = ({aid}: Pick<CardContent, 'aid'>): boolean => ours.has(aid);

/**
 * Nothing but what these scenarios made is in an area that a move will empty.
 * @throws KazasuError `KZS-SCENARIO-AREA-IN-USE`, before anything is touched.
 */
export const oursAlone = async (stage: Stage, area: AreaName): Promise<void> => {
  const session = await accessTo(stage).openArea(area, newCardKeys(area));
  const others = (await session.status()).filter((one) => !isOurs(one));
  if (others.length > 0) {
    const named = others.map(({aid}) => aid).join(', ');
    throw new KazasuError('KZS-SCENARIO-AREA-IN-USE', {
      en: `the ${area} area was expected to hold nothing but what the test issuers installed, since a move empties it, but it holds ${named}`,
      ja: `転居で消去される領域(${area})には試験用発行者のものだけが必要ですが、${named} があります`,
    });
  }
};

/** The holder will move, and with that the ordinance area is emptied: only of what is ours. */
export const ordinanceOursAlone: Precondition = {
  id: 'ordinance-ours-alone',
  title: {
    en: 'nobody else’s application is in the ordinance area, which a move empties',
    ja: '転居で消去される条例利用領域に他者のAPはない',
  },
  async establish(stage) {
    await stage.step(preparing.lookAtChip, () => chipInUse(stage));
    await stage.step(preparing.look, () => oursAlone(stage, 'ordinance'));
  },
};
