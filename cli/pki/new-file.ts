import {closeSync, fsyncSync, lstatSync, openSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {KazasuError} from '../../protocol/index.ts';

export interface NewFileOptions {
  /** Whether an ordinary file that is there may be replaced. */
  readonly force: boolean;
  /** Whether nobody else on the machine may read it. */
  readonly secret?: boolean;
}

/**
 * Writes a file that is not there yet, or with `force` in place of one: whole, or not at all.
 * @throws KazasuError `KZS-CLI-FILE-EXISTS`, `KZS-CLI-OUT`
 */
export const writeNewFile = (
  path: string,
  bytes: Uint8Array,
  {force, secret = false}: NewFileOptions,
): void => {
  checkFree(path, force);
  const mode = secret ? 0o600 : 0o666;
  const place = force ? `${path}.${process.pid}.draft` : path;
  let made = false;
  try {
    const file = openSync(place, 'wx', mode);
    made = true;
    try {
      writeFileSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (force) {
      renameSync(place, path);
    }
  } catch (error) {
    if (made) {
      rmSync(place, {force: true});
    }
    const {code, message} = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? fileExists(path) : notWritten(path, message);
  }
};

/** Refuses a path that is taken: before the work, so that nothing is made in vain. */
export const checkFree = (path: string, force: boolean): void => {
  const found = lstatSync(path, {throwIfNoEntry: false});
  if (found && !force) {
    throw fileExists(path);
  }
  if (found && !found.isFile()) {
    // A rename would put a file in the place of a device, a pipe or a link.
    throw notWritten(path, 'it is no ordinary file');
  }
};

const fileExists = (path: string): KazasuError =>
  new KazasuError('KZS-CLI-FILE-EXISTS', {
    en: `a new file was expected to be written, but ${path} is there already; --force writes over it`,
    ja: `${path} はすでに存在します。上書きするには --force を指定してください`,
  });

const notWritten = (path: string, why: string): KazasuError =>
  new KazasuError('KZS-CLI-OUT', {
    en: `a file was expected to be written at ${path}, but it cannot be: ${why}`,
    ja: `${path} に書けません: ${why}`,
  });
