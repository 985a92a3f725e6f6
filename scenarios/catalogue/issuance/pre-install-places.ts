import {cardAreas, testAidPrefix, toHex} from '../../../protocol/index.ts';

/** Counters of the areas' own domains: whoever opens one leaves it one further, refused or not. */
export const placesOfOpenedAreas: readonly string[] = Object.values(cardAreas).map(
  ({aid}) => `card/content/domains/${toHex(aid)}/sequenceCounter`,
);

const ofTown = `${toHex(Uint8Array.from(testAidPrefix))}*0001`;

/** What 事前搭載 changes: the town's own domains and applications, and what the registry says of them. */
export const placesOfPreInstall: readonly string[] = [
  ...placesOfOpenedAreas,
  `card/content/domains/${ofTown}/*`,
  `card/content/instances/${ofTown}*`,
  'card/content/loadFiles',
  `card/content/loadFiles/${ofTown}*`,
  'centre/applications/*',
  'centre/operations/town-x/install-*',
];
