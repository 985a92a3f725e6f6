import {KazasuError} from '../errors.ts';

/** A copy of a key. @throws KazasuError `KZS-KEY-LENGTH` naming the length alone. */
export const keyOfLength = (cipher: string, key: Uint8Array, lengths: readonly number[]): Uint8Array => {
  if (!lengths.includes(key.length)) {
    throw new KazasuError('KZS-KEY-LENGTH', {
      en: `a key for ${cipher} has ${lengths.join(' or ')} bytes, but ${key.length} came`,
      ja: `${cipher} の鍵は ${lengths.join(' または ')} バイトですが、${key.length} バイトが渡されました`,
    });
  }
  return Uint8Array.from(key);
};
