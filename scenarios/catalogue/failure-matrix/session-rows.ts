import type {Ending, Variant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {type FailureRow, row} from './row.ts';
import {asUsual, type Traits} from './traits.ts';

/** The chip of the row below. Bench-defined, T64 */
const slowChip = {profile: 'contactless-106', times: 5} as const;

/** The usual dialogue, with a slow chip, or beside another one. */
export const sessionRows: readonly FailureRow[] = [
  row('slow-card', 'slow card (×5)', '遅いカード(5倍)', (traits) => [slow(traits)]),
  row('two-sessions', 'two sessions at once', '同時に2つのセッション', (traits) => [atOnce(traits)]),
];

const slow = (traits: Traits): Variant | undefined =>
  traits.budgetsOfSlowChip && {
    id: 'slow-card',
    title: {
      en: `the chip takes ${slowChip.times} times as long`,
      ja: `チップの時間が${slowChip.times}倍`,
    },
    setting: {slowChip},
    expected: {...asUsual(traits), budgets: traits.budgetsOfSlowChip},
  };

const atOnce = (traits: Traits): Variant | undefined =>
  traits.atOnce
    ? {
        id: 'two-sessions-at-once',
        title: {
          en: 'another program has the same dialogue with the card at once',
          ja: '別のプログラムが同じカードと同時に同じ手順を実行',
        },
        expected: asUsual(traits),
        run: (stage) => both(stage, traits),
      }
    : undefined;

/**
 * Both dialogues at once, each with a connection of its own; the end of whichever does not end as usual.
 * Bench-defined, D301
 */
const both = async (stage: Stage, {run, usual}: Traits): Promise<Ending> => {
  const connection = await stage.connectBeside();
  const beside: Stage = Object.create(stage, {
    connection: {value: connection, enumerable: true},
    // Of two steps at once nobody could say whose a nanosecond is: those of the other program are not timed.
    step: {value: async <T>(_: unknown, work: () => Promise<T> | T): Promise<T> => work(), enumerable: true},
  });
  const [other, own] = await Promise.allSettled([run(beside), run(stage)]);
  await connection.disconnect();
  for (const settled of [own, other]) {
    if (settled.status === 'rejected') {
      throw settled.reason;
    }
  }
  const endings = [own, other].flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value] : []));
  const [first] = endings.filter(({reasonId}) => reasonId !== usual);
  return first ?? bothEnded(endings);
};

const bothEnded = ([ending]: readonly Ending[]): Ending => {
  if (!ending) {
    throw new Error('two sessions came to no end');
  }
  return {
    ...ending,
    reason: {en: `both sessions: ${ending.reason.en}`, ja: `両方のセッション: ${ending.reason.ja}`},
  };
};
