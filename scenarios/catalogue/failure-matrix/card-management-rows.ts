import type {Ending, Precondition, Variant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {cardStands, movedTo, stopped} from '../applets/card-in-use.ts';
import {ordinanceOursAlone} from '../applets/test-issuers-objects.ts';
import {type FailureRow, row} from './row.ts';
import type {ApplicationTrait, OperatorTrait, Traits} from './traits.ts';

type Case = keyof ApplicationTrait['ends'];

/** How an application or its card may stand when somebody wants to use it. */
const applicationRows: readonly (readonly [Case, id: string, en: string, ja: string])[] = [
  ['absent', 'application-absent', 'the application was never installed', 'アプリケーション未搭載'],
  ['stopped', 'application-stopped', 'the application is stopped', 'アプリケーション停止中'],
  [
    'moved-out',
    'moved-out',
    'the holder has moved to another town: the ordinance area is empty',
    '転居後(条例利用領域は消去済み)',
  ],
  ['suspended', 'card-suspended', 'the card is suspended', 'カード一時停止中'],
  ['terminated', 'card-terminated', 'the card is at its end', 'カード廃止済み'],
];

/** What the card management system keeps of card and application, and whom it lets ask. */
export const cardManagementRows: readonly FailureRow[] = [
  ...applicationRows.map(([which, id, en, ja]) =>
    row(id, en, ja, ({application}) => {
      const expected = application?.ends[which];
      return [
        application &&
          expected && {
            id,
            title: {en, ja},
            expected,
            preconditions: standing(application, which),
            ...(application.values ? {values: application.values} : {}),
          },
      ];
    }),
  ),
  row('operator-not-authorised', 'operator not authorised', '操作者に権限がない', (traits) => [
    unauthorised(traits),
  ]),
];

const standing = (
  {application, before, installed}: ApplicationTrait,
  which: Case,
): readonly Precondition[] => {
  const there = [...before, ...(installed ? [installed] : [])];
  switch (which) {
    case 'absent':
      return before;
    case 'stopped':
      return [...there, stopped(application)];
    case 'moved-out':
      return [ordinanceOursAlone, ...there, movedTo('town-y')];
    default:
      return [...there, cardStands(which)];
  }
};

const unauthorised = ({operator, run}: Traits): Variant | undefined =>
  operator && {
    id: 'operator-not-authorised',
    title: {
      en: 'the operator’s role does not cover it',
      ja: '操作者に権限がない',
    },
    expected: operator.expected,
    run: (stage) => inRole(stage, operator, run),
  };

/** The dialogue, in which everybody who asks the card management system has that role. Bench-defined, D302 */
const inRole = async (stage: Stage, {instead}: OperatorTrait, run: Traits['run']): Promise<Ending> => {
  const desk = await stage.world.cardManagement();
  desk.everybodyIs(instead);
  try {
    return await run(stage);
  } finally {
    desk.everybodyIs(undefined);
  }
};
