import type {Place} from '../../../centre/index.ts';
import {inTransaction} from '../../../terminal/index.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import type {Precondition} from '../../engine/scenario.ts';
import {accessTo, managedId} from './card-in-use.ts';
import {preparationPhases} from './preparation-phases.ts';

/** What town X has put onto the card: for its residents, and for everybody. */
const applications: readonly Place[] = [
  {area: 'ordinance', kind: 'type-a'},
  {area: 'ordinance', kind: 'type-d'},
  {area: 'ordinance', kind: 'common'},
  {area: 'extended', kind: 'type-a'},
  {area: 'extended', kind: 'common'},
];

/** The services of town X that use them. */
export const services = {
  library: {area: 'extended', kind: 'common'},
  'stamp-card': {area: 'ordinance', kind: 'common'},
} as const satisfies Readonly<Record<string, Place>>;

/** As the common application gives it, filled up with blanks. */
export const libraryId = 'X-000123'.padEnd(16);

/** Town X's library and its stamp card are registered, whatever is on the card. */
export const townServices: Precondition = {
  id: 'town-services',
  title: {
    en: 'town X has a library and a stamp card',
    ja: '図書館とスタンプカードのサービスが登録済みであること',
  },
  establish: (stage) =>
    stage.step(preparationPhases.registerServices, async () => {
      const {management, as} = await stage.world.cardManagement();
      const administrator = await as('town-x', 'administrator');
      for (const [name, place] of Object.entries(services)) {
        management.services.add(administrator, name, place);
      }
    }),
};

/** Applications of town X in both areas of the card, in use. */
export const townApplications: Precondition = {
  id: 'town-applications',
  title: {
    en: 'town X has applications in both areas',
    ja: '転出元のアプリケーションが両領域に搭載済みであること',
  },
  establish: (stage) =>
    stage.step(preparationPhases.installApplications, async () => {
      const desk = await stage.world.cardManagement();
      const counter = desk.counter(accessTo(stage), newCardKeys);
      await inTransaction(stage.connection, stage.capabilities, async () => {
        await counter.perform(await desk.token('town-x', 'installer'), 'town-applications', {
          kind: 'install',
          cardId: managedId(stage),
          applications,
          userId: libraryId.trimEnd(),
        });
      });
    }),
};
