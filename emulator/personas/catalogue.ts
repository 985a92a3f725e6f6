import {KazasuError} from '../../protocol/index.ts';
import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** All personas by name. */
export const personas: Readonly<Record<string, Persona>> = {[adult.name]: adult};

/** The persona of this name. Throws `KZS-PERSONA-UNKNOWN` with the names there are. */
export const personaNamed = (name: string): Persona => {
  const persona = Object.hasOwn(personas, name) ? personas[name] : undefined;
  if (!persona) {
    const names = Object.keys(personas).join(', ');
    throw new KazasuError('KZS-PERSONA-UNKNOWN', {
      en: `a persona is one of ${names}, but "${name}" was asked for`,
      ja: `人物像は ${names} のいずれかですが、「${name}」が指定されました`,
    });
  }
  return persona;
};
