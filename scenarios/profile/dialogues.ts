import type {PowerEvent} from '../../protocol/index.ts';
import type {Interval} from '../engine/attribution.ts';
import type {TimedExchange} from '../engine/timed-exchanges.ts';

/**
 * For each exchange, the number of the dialogue that it belongs to, from 0. Another dialogue begins where the card is
 * powered again, and with the first SELECT of an application behind what people took: another tap, another terminal.
 */
export const dialoguesOf = (
  exchanges: readonly TimedExchange[],
  powers: readonly PowerEvent[],
  people: readonly Interval[],
): readonly number[] => {
  const poweredAt = powers.filter(({state}) => state === 'on').map(({at}) => at);
  let [dialogue, before, handled] = [0, Number.NEGATIVE_INFINITY, false];
  return exchanges.map(({at, exchange: {operation}}, i) => {
    const since = (moment: number): boolean => moment > before && moment <= at;
    const powered = poweredAt.some(since);
    handled ||= people.some((interval) => since(interval.end));
    if (i > 0 && (powered || (handled && operation.kind === 'select-application'))) {
      dialogue += 1;
      handled = false;
    }
    before = at;
    return dialogue;
  });
};
