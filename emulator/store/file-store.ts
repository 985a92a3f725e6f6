import {basename, dirname, join} from 'node:path';
import {KazasuError} from '../../protocol/index.ts';
import type {CardStore} from '../environment.ts';
import {type CardImage, readCardImage, withState} from '../images/card-image.ts';
import {type FileSystem, nodeFileSystem} from './file-system.ts';

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads a card image file. Throws `KZS-CARD-FILE` when it cannot be read, `KZS-CARD-IMAGE` when it is none. */
export const readCardFile = (path: string, fileSystem: FileSystem = nodeFileSystem): CardImage => {
  let text: string;
  try {
    text = Buffer.from(fileSystem.read(path)).toString('utf8');
  } catch (error) {
    throw new KazasuError('KZS-CARD-FILE', {
      en: `the card file ${path} cannot be read: ${reason(error)}`,
      ja: `カードファイル ${path} を読めません: ${reason(error)}`,
    });
  }
  return readCardImage(text, path);
};

/** `KZS-CARD-FILE` for a file that cannot be written. */
export const notWritten = (path: string, error: unknown): KazasuError =>
  new KazasuError('KZS-CARD-FILE', {
    en: `the card file ${path} cannot be written: ${reason(error)}`,
    ja: `カードファイル ${path} を書けません: ${reason(error)}`,
  });

/**
 * Puts a card image in place at once: whole file beside it, synced, renamed over it, directory synced. A cut at
 * any point leaves the old file or the new one. The caller holds the card file's lock.
 */
export const replaceCardFile = (
  path: string,
  image: CardImage,
  fileSystem: FileSystem = nodeFileSystem,
): void => {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    withHandle(fileSystem, fileSystem.create(beside), (file) => {
      writeAll(fileSystem, file, Buffer.from(`${JSON.stringify(image, null, 2)}\n`));
      fileSystem.sync(file);
    });
    fileSystem.rename(beside, path);
    withHandle(fileSystem, fileSystem.openDirectory(dirname(path)), (directory) =>
      fileSystem.sync(directory),
    );
  } catch (error) {
    removeQuietly(fileSystem, beside);
    throw notWritten(path, error);
  }
};

/** Keeps a card's persistent half in its image file. */
export const fileStore = (
  path: string,
  image: CardImage,
  fileSystem: FileSystem = nodeFileSystem,
): CardStore => ({
  write: (state) => replaceCardFile(path, withState(image, state), fileSystem),
});

/** Removes what a killed process left beside a card file. They are never read; the caller holds the lock. */
export const removeLeftovers = (path: string, fileSystem: FileSystem = nodeFileSystem): void => {
  const beginning = `${basename(path)}.`;
  for (const name of fileSystem.list(dirname(path))) {
    if (name.startsWith(beginning) && /^\d+\.tmp$/.test(name.slice(beginning.length))) {
      removeQuietly(fileSystem, join(dirname(path), name));
    }
  }
};

/** write(2) may take fewer bytes than it was given, on a disk that is nearly full for one. */
const writeAll = (fileSystem: FileSystem, file: number, bytes: Uint8Array): void => {
  for (let at = 0; at < bytes.length; ) {
    at += fileSystem.write(file, bytes.subarray(at));
  }
};

const withHandle = (fileSystem: FileSystem, handle: number, use: (handle: number) => void): void => {
  try {
    use(handle);
  } finally {
    fileSystem.close(handle);
  }
};

const removeQuietly = (fileSystem: FileSystem, path: string): void => {
  try {
    fileSystem.remove(path);
  } catch {
    // What could not be written is told; that its draft stays is not worth a second sentence.
  }
};
