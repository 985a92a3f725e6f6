import {KazasuError, nearest} from '../../protocol/index.ts';
import {listMisbehaviours} from './crl.ts';
import type {Misbehaviour} from './misbehaviour.ts';
import {ocspMisbehaviours} from './ocsp.ts';

/** Every misbehaviour there is, by name. */
export const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
  ...ocspMisbehaviours,
  ...listMisbehaviours,
};

/**
 * The misbehaviour of that name.
 * @throws KazasuError `KZS-MISBEHAVIOUR-UNKNOWN`, which names them all.
 */
export const misbehaviourNamed = (name: string): Misbehaviour => {
  const found = Object.hasOwn(misbehaviours, name) ? misbehaviours[name] : undefined;
  if (found) {
    return found;
  }
  const names = Object.keys(misbehaviours);
  const meant = nearest(name, names);
  throw new KazasuError('KZS-MISBEHAVIOUR-UNKNOWN', {
    en: `a misbehaviour is one of ${names.join(', ')}, but "${name}" came${meant ? `; "${meant}" may be meant` : ''}`,
    ja: `異常動作は ${names.join('、')} のいずれかですが、「${name}」が指定されました${meant ? `(「${meant}」でしょうか)` : ''}`,
  });
};
