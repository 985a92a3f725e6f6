import type {Attribution} from './attribution.ts';
import type {Basis, MachineBasis, Parts} from './outcome.ts';
import type {PartFigures} from './part-figures.ts';

/** How the figures of a run came about, apart from what its record says. */
export interface Circumstances {
  /** The clock was virtual: only modelled time passed. */
  readonly virtual: boolean;
  /** The reader stack's share was reckoned from the link floor, as behind somebody else's program. */
  readonly stackEstimated?: boolean;
}

/** An attribution in milliseconds, each part with how it came about. */
export const partsOf = (found: Attribution, circumstances: Circumstances): Parts => {
  const {cardNs, linkNs, stackNs, hostNs, networkNs, centreNs, peopleNs} = found;
  const figures: PartFigures = {
    ms: ms(cardNs + linkNs + stackNs + hostNs + networkNs + centreNs + peopleNs),
    cardMs: ms(cardNs),
    linkMs: ms(linkNs),
    stackMs: ms(stackNs),
    hostMs: ms(hostNs),
    networkMs: ms(networkNs),
    centreMs: ms(centreNs),
    peopleMs: ms(peopleNs),
    modelledCardMs: ms(found.modelledCardNs),
    modelledLinkMs: ms(found.modelledLinkNs),
    apdus: found.apdus,
  };
  return {
    ...figures,
    basis: {...machineBasisOf(found, circumstances), whole: basisOfWhole(figures, circumstances)},
  };
};

/** How a duration came about, by what it is made of. */
export const basisOfWhole = (
  {
    ms: whole,
    peopleMs,
    modelledCardMs,
    modelledLinkMs,
  }: Pick<PartFigures, 'ms' | 'peopleMs' | 'modelledCardMs' | 'modelledLinkMs'>,
  {virtual}: Pick<Circumstances, 'virtual'>,
): Basis => {
  const machines = virtual ? 'modelled' : modelledCardMs + modelledLinkMs === 0 ? 'measured' : 'mixed';
  return peopleMs === 0
    ? machines
    : whole - peopleMs <= whole * besidePeople
      ? 'reckoned'
      : `reckoned-and-${machines}`;
};

/** Beside this share, what machines took is not worth a word. Bench-defined, T70 */
const besidePeople = 0.001;

const ms = (ns: number): number => ns / 1e6;

/** Beyond this share of a part, what the machine added to the profile's time is worth a mark of its own. */
const negligible = 0.01;

const machineBasisOf = (
  found: Attribution,
  {virtual, stackEstimated}: Circumstances,
): Omit<Parts['basis'], 'whole'> => {
  if (virtual) {
    return {card: 'modelled', link: 'modelled', stack: 'modelled'};
  }
  const part = (ns: number, modelledNs: number): MachineBasis =>
    modelledNs === 0 ? 'measured' : ns - modelledNs <= ns * negligible ? 'modelled' : 'mixed';
  return {
    card: part(found.cardNs, found.modelledCardNs),
    link: part(found.linkNs, found.modelledLinkNs),
    stack: stackEstimated ? 'estimated' : 'measured',
  };
};
