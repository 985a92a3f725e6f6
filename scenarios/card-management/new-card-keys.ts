import type {AreaName, DomainKeys} from '../../centre/index.ts';
import {masterKey} from '../../protocol/index.ts';

/** Key version of a new card's domains that speak SCP03; docs/deviations.md D174. */
const version = 0x30;

/** The keys of an area of a new card, which everybody knows; a card may have been made with others. */
export const newCardKeys = (area: AreaName): DomainKeys => {
  const key = masterKey(area);
  return {version, enc: key, mac: key, dek: key};
};
