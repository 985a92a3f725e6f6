import type {Basis, PartsResult, PhaseResult} from '../result.ts';

/** Phases of one kind as one: their sum, and how many they were. */
export interface FoldedPhase {
  readonly title: PhaseResult['title'];
  readonly parts: PartsResult;
  readonly times: number;
}

/** Phases with the same id and title stand once, where the first of them was. Every one is in the JSON. */
export const foldedPhases = (phases: readonly PhaseResult[]): readonly FoldedPhase[] => {
  const folded = new Map<string, FoldedPhase>();
  for (const phase of phases) {
    const key = `${phase.id} ${phase.title.en}`;
    const before = folded.get(key);
    folded.set(
      key,
      before
        ? {...before, parts: sumOf(before.parts, phase), times: before.times + 1}
        : {title: phase.title, parts: phase, times: 1},
    );
  }
  return [...folded.values()];
};

/** Durations together, each part with how the sum of it came about. */
export const sumOf = (a: PartsResult, b: PartsResult): PartsResult => ({
  ms: a.ms + b.ms,
  cardMs: a.cardMs + b.cardMs,
  linkMs: a.linkMs + b.linkMs,
  stackMs: a.stackMs + b.stackMs,
  hostMs: a.hostMs + b.hostMs,
  networkMs: a.networkMs + b.networkMs,
  centreMs: a.centreMs + b.centreMs,
  peopleMs: a.peopleMs + b.peopleMs,
  modelledCardMs: a.modelledCardMs + b.modelledCardMs,
  modelledLinkMs: a.modelledLinkMs + b.modelledLinkMs,
  basis: {
    card: machines([a.cardMs, a.basis.card], [b.cardMs, b.basis.card]),
    link: machines([a.linkMs, a.basis.link], [b.linkMs, b.basis.link]),
    stack: machines([a.stackMs, a.basis.stack], [b.stackMs, b.basis.stack]),
    whole: whole([a.ms, a.basis.whole], [b.ms, b.basis.whole]),
  },
  apdus: a.apdus + b.apdus,
});

type MachineBasis = PartsResult['basis']['card'];

/** What took no time has no say in the sum. */
const machines = (
  [aMs, a]: readonly [number, MachineBasis],
  [bMs, b]: readonly [number, MachineBasis],
): MachineBasis => (a === b || bMs === 0 ? a : aMs === 0 ? b : 'mixed');

const whole = ([aMs, a]: readonly [number, Basis], [bMs, b]: readonly [number, Basis]): Basis => {
  if (a === b || bMs === 0) {
    return a;
  }
  if (aMs === 0) {
    return b;
  }
  const both = [a, b].flatMap((basis): MachineBasis[] => machinesIn[basis]);
  const [first = 'mixed'] = both;
  const together = both.every((basis) => basis === first) ? first : 'mixed';
  const people = a.startsWith('reckoned') || b.startsWith('reckoned');
  return !people ? together : together === 'estimated' ? 'reckoned-and-mixed' : `reckoned-and-${together}`;
};

const machinesIn: Readonly<Record<Basis, MachineBasis[]>> = {
  measured: ['measured'],
  modelled: ['modelled'],
  mixed: ['mixed'],
  estimated: ['estimated'],
  reckoned: [],
  'reckoned-and-measured': ['measured'],
  'reckoned-and-mixed': ['mixed'],
  'reckoned-and-modelled': ['modelled'],
};
