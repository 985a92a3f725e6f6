import {type ApduEvent, alignedCommands, Dialogue, type Exchange} from '../../protocol/index.ts';

/**
 * Where a terminal did not say what was recorded. `place`: the recorded exchange, from 1, that was left out, or
 * behind which a command too many came (0: before all).
 */
export type Difference =
  | {readonly kind: 'missing'; readonly place: number; readonly exchange: Exchange}
  | {readonly kind: 'extra'; readonly place: number; readonly exchange: Exchange; readonly known: boolean};

/**
 * Lays what came beside what was recorded: commands left out and commands too many, in order. `known`: the record has
 * this command somewhere, so it was answered out of it.
 */
export const differencesToRecord = (
  recorded: readonly Exchange[],
  came: readonly ApduEvent[],
): Difference[] => {
  const followed = new Dialogue();
  for (const event of came) {
    followed.follow(event);
  }
  const commands = recorded.map(({event}) => event.command);
  const known = new Set(commands);
  let place = 0;
  return alignedCommands(
    commands,
    came.map(({command}) => command),
  ).flatMap((step): Difference[] => {
    if (step.kind !== 'extra') {
      place = step.recorded + 1;
    }
    const exchange =
      step.kind === 'missing'
        ? recorded[step.recorded]
        : followed.exchanges[step.kind === 'extra' ? step.came : -1];
    if (exchange === undefined || step.kind === 'same') {
      return [];
    }
    return step.kind === 'missing'
      ? [{kind: 'missing', place, exchange}]
      : [{kind: 'extra', place, exchange, known: known.has(exchange.event.command)}];
  });
};
