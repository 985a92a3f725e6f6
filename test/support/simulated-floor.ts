import type {Line} from '../../scenarios/simulation/line.ts';
import type {StepTable} from '../../scenarios/simulation/step-table.ts';
import type {Dice} from './dice.ts';

/** Steps of any length and order; a job takes some time. */
export const randomTable = (random: Dice, leastMs: number): StepTable => {
  const job = () => ({
    evidence: 'bench-defined' as const,
    reference: 'a test',
    steps: [
      {
        title: {en: 'a', ja: 'a'},
        actor: 'operator' as const,
        ms: 1 + random.below(50),
        cardManagement: false,
      },
      ...Array.from({length: random.below(6)}, () => ({
        title: {en: 'b', ja: 'b'},
        actor: random.pick(['operator', 'wait'] as const),
        ms: leastMs + random.below(100),
        cardManagement: random.chance(0.3),
      })),
    ].sort(() => random.below(3) - 1),
  });
  return {setting: job(), preInstall: job(), preInstallLinked: job()};
};

/** Why what was seen cannot have happened on a floor with these operators and terminals. */
export const impossible = (line: Line, seen: readonly (readonly number[])[]): string | undefined => {
  const busyUntil = new Map<string, number>();
  const cardUntil = new Map<number, [place: number, end: number]>();
  const overlap = (who: string, from: number, to: number): boolean => {
    const before = busyUntil.get(who) ?? 0;
    busyUntil.set(who, to);
    return from < before;
  };
  const inTime = [...seen].sort((a, b) => (a[5] ?? 0) - (b[5] ?? 0) || (a[6] ?? 0) - (b[6] ?? 0));
  for (const [station = 0, number = 0, card = 0, step = 0, operator = 0, from = 0, to = 0] of inTime) {
    const touch = line.stations[station]?.steps[step]?.actor === 'operator';
    const place = station * 1000 + step;
    const [lastPlace, end] = cardUntil.get(card) ?? [-1, 0];
    cardUntil.set(card, [place, to]);
    const wrong = [
      touch !== operator >= 0 && 'a touch without an operator, or a wait with one',
      operator >= line.operators && 'an operator too many',
      number >= (line.stations[station]?.terminals ?? 0) && 'a terminal too many',
      operator >= 0 && overlap(`operator ${operator}`, from, to) && 'an operator at two places',
      overlap(`terminal ${station} ${number}`, from, to) && 'a terminal with two cards',
      (place <= lastPlace || from < end) && 'a card out of order',
    ].find((said) => said !== false);
    if (wrong) {
      return `${wrong} at ${from}`;
    }
  }
  const steps = line.stations.reduce((sum, {steps: own}) => sum + own.length, 0);
  return seen.length === line.cards * steps ? undefined : `${seen.length} steps`;
};

/**
 * A touch of another station that began while the tightest one called, under `bottleneck-first`. Steps must take
 * time: what takes none can come and go within an instant.
 */
export const overlooked = (tightest: number, seen: readonly (readonly number[])[]): string | undefined => {
  const endOf = new Map(
    seen.map(([station, , card, step, , , to]) => [`${station} ${card} ${step}`, to ?? 0]),
  );
  const calls = seen.flatMap(([station, , card, step = 0, operator = -1, from = 0]) => {
    const since = endOf.get(`${station} ${card} ${step - 1}`);
    return station === tightest && operator >= 0 && since !== undefined ? [[since, from] as const] : [];
  });
  const wrong = seen.find(
    ([station, , , , operator = -1, from = 0]) =>
      station !== tightest &&
      operator >= 0 &&
      calls.some(([since, served]) => since <= from && from < served),
  );
  return wrong && `the tightest station was overlooked at ${wrong[5]}`;
};
