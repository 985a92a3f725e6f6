import type {AreaName, KeyFormat, KnownDomainKeys} from '../../centre/index.ts';
import type {DiversificationMethod} from '../../protocol/globalplatform/index.ts';
import {masterKey} from '../../protocol/index.ts';

/** How a card's keys may follow from master keys, by their type. Bench-defined, D174. */
const diversifications: Readonly<Record<KeyFormat['type'], readonly DiversificationMethod[]>> = {
  des: ['visa2', 'emv'],
  aes: ['kdf3'],
};

/**
 * The keys that an area of a new card may have, which everybody knows: its master key itself, or what follows from it
 * for that card. The card's cryptogram proves which, since no data object tells it. Bench-defined, D290.
 */
export const newCardKeys =
  (area: AreaName): KnownDomainKeys =>
  ({type, bytes}) => {
    const master = masterKey(area, bytes);
    return [
      {enc: master, mac: master, dek: master},
      ...diversifications[type].map((diversification) => ({master, diversification})),
    ];
  };
