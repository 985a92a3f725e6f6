import {standardAppletNames, standardApplets} from '../../protocol/applets/index.ts';
import {aid, toHex} from '../../protocol/index.ts';
import type {globalPlatform as gp} from '../../terminal/index.ts';
import {contentRefusal} from './content-refusal.ts';
import type {OpenedArea} from './opened-area.ts';

/** The AID that a user names: hex, or by the name of one of our applications. @throws KazasuError `KZS-HEX`, `KZS-AID-LENGTH`. */
export const namedAid = (text: string): Uint8Array => {
  const known = standardAppletNames.find((one) => one === text);
  return known ? standardApplets[known].moduleAid : aid(text);
};

/** The application of this AID in the area. @throws KazasuError `KZS-CARD-CONTENT-UNKNOWN` with those that are there. */
export const applicationInArea = async (
  opened: OpenedArea,
  wanted: Uint8Array,
): Promise<gp.RegistryEntry> => {
  const all = (await opened.applications()).filter(({privileges}) => !privileges.includes('securityDomain'));
  const found = all.find((one) => toHex(one.aid) === toHex(wanted));
  if (!found) {
    const there = all.map((one) => toHex(one.aid)).join(', ') || 'none';
    throw contentRefusal('UNKNOWN', opened.area, `${toHex(wanted)} is not among ${there}`);
  }
  return found;
};
