import {closeSync, fstatSync, openSync, readSync, statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {notAStore, storeUnusable} from './store-error.ts';

/** Every SQLite database begins with it, SQLite file format clause 1.3. */
const magic = 'SQLite format 3\0';

/**
 * The absolute path of a file that is a SQLite database or empty; one that is missing is made, for its owner only,
 * since certificates for digital signature contain names.
 * @throws KazasuError `KZS-CENTRE-STORE`, `KZS-CENTRE-STORE-FORMAT`; what is there is left as it is.
 */
export const storeFile = (file: string): string => {
  const path = resolve(file);
  const folder = dirname(path);
  if (file === '') {
    throw storeUnusable('""', {en: 'a path was expected, but it is empty', ja: 'パスが必要ですが、空です'});
  }
  if (!statSync(folder, {throwIfNoEntry: false})?.isDirectory()) {
    throw storeUnusable(file, {en: `there is no folder ${folder}`, ja: `フォルダー ${folder} がありません`});
  }
  const kind = statSync(path, {throwIfNoEntry: false});
  if (kind && !kind.isFile()) {
    throw notAStore(file, {en: 'no ordinary file', ja: '通常のファイルではないもの'});
  }
  const beginning = contentOf(file, path, kind ? 'r+' : 'wx+');
  if (beginning !== '' && beginning !== magic) {
    throw notAStore(file, {en: 'no SQLite database', ja: 'SQLite データベースではないもの'});
  }
  return path;
};

/** The first bytes of the file, opened as it will be used; this tells a file that may not be read or written. */
const contentOf = (file: string, path: string, flags: string): string => {
  try {
    const descriptor = openSync(path, flags, 0o600);
    try {
      const bytes = Buffer.alloc(Math.min(magic.length, fstatSync(descriptor).size));
      readSync(descriptor, bytes, 0, bytes.length, 0);
      return bytes.toString('latin1');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      // Another process has made it in this moment.
      return contentOf(file, path, 'r+');
    }
    throw storeUnusable(file, {
      en: `it cannot be read and written (${code ?? message})`,
      ja: `読み書きできません (${code ?? message})`,
    });
  }
};
