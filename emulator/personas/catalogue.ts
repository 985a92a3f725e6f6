import {KazasuError, nearest} from '../../protocol/index.ts';
import {adult} from './adult.ts';
import {blockedPins} from './blocked-pins.ts';
import {cardExpired} from './card-expired.ts';
import {certificatesExpired} from './certificates-expired.ts';
import {foreignResident} from './foreign-resident.ts';
import {longest} from './longest.ts';
import {noPins} from './no-pins.ts';
import {notDelivered} from './not-delivered.ts';
import {onHold} from './on-hold.ts';
import type {Persona} from './persona.ts';
import {revoked} from './revoked.ts';
import {substituteCharacters} from './substitute-characters.ts';
import {under15} from './under-15.ts';

const all = [
  adult,
  under15,
  foreignResident,
  noPins,
  substituteCharacters,
  longest,
  cardExpired,
  certificatesExpired,
  revoked,
  onHold,
  blockedPins,
  notDelivered,
];

/** All personas by name. */
export const personas: Readonly<Record<string, Persona>> = Object.fromEntries(
  all.map((persona) => [persona.name, persona]),
);

/** The persona of this name. Throws `KZS-PERSONA-UNKNOWN` with the names there are. */
export const personaNamed = (name: string): Persona => {
  const persona = Object.hasOwn(personas, name) ? personas[name] : undefined;
  if (!persona) {
    const names = Object.keys(personas);
    const near = nearest(name, names);
    throw new KazasuError('KZS-PERSONA-UNKNOWN', {
      en: `a persona is one of ${names.join(', ')}, or the path of a persona file (.yaml, .json), but "${name}" was asked for${near === undefined ? '' : `; "${near}" may be meant`}`,
      ja: `人物像は ${names.join(', ')} のいずれか、または人物像ファイル(.yaml、.json)のパスですが、「${name}」が指定されました${near === undefined ? '' : `(「${near}」のことでしょうか)`}`,
    });
  }
  return persona;
};
