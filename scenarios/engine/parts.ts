import type {Attribution} from './attribution.ts';
import type {Basis, Parts} from './outcome.ts';

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
  return {
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
    basis: basisOf(found, circumstances),
    apdus: found.apdus,
  };
};

const ms = (ns: number): number => ns / 1e6;

/** Beyond this share of a part, what the machine added to the profile's time is worth a mark of its own. */
const negligible = 0.01;

const basisOf = (found: Attribution, {virtual, stackEstimated}: Circumstances): Parts['basis'] => {
  if (virtual) {
    return {card: 'modelled', link: 'modelled', stack: 'modelled', whole: 'modelled'};
  }
  const part = (ns: number, modelledNs: number): Basis =>
    modelledNs === 0 ? 'measured' : ns - modelledNs <= ns * negligible ? 'modelled' : 'mixed';
  return {
    card: part(found.cardNs, found.modelledCardNs),
    link: part(found.linkNs, found.modelledLinkNs),
    stack: stackEstimated ? 'estimated' : 'measured',
    whole: found.modelledCardNs + found.modelledLinkNs + found.peopleNs === 0 ? 'measured' : 'mixed',
  };
};
