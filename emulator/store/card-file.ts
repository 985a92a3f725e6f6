import {existsSync, realpathSync, statSync} from 'node:fs';
import type {CardStore} from '../environment.ts';
import type {CardImage} from '../images/card-image.ts';
import {lockCardFile} from './card-file-lock.ts';
import {fileStore, notWritten, readCardFile, removeLeftovers, replaceCardFile} from './file-store.ts';

/** A card file that this process keeps: nobody else writes it until it is closed or the process ends. */
export interface KeptCardFile {
  /** What the file held once it was ours. */
  readonly image: CardImage;
  readonly store: CardStore;
  close(): void;
}

/**
 * Takes a card file, and reads it only then: a state read before might be one that another process has left behind.
 * @throws KazasuError `KZS-CARD-FILE-BUSY`, `KZS-CARD-FILE` or `KZS-CARD-IMAGE`; the file is left as it was.
 */
export const keepCardFile = (path: string): KeptCardFile => {
  const place = placeOf(path);
  const lock = lockCardFile(place);
  try {
    removeLeftovers(place);
    const image = readCardFile(place);
    return {image, store: fileStore(place, image), close: () => lock.release()};
  } catch (error) {
    lock.release();
    throw error;
  }
};

/**
 * Writes a card image as a file, in place of one that may be there.
 * @throws KazasuError `KZS-CARD-FILE-BUSY` while a card process keeps the file, `KZS-CARD-FILE`.
 */
export const writeCardFile = (path: string, image: CardImage): void => {
  const place = placeOf(path);
  if (existsSync(place) && !statSync(place).isFile()) {
    // A rename would put a file in the place of a device or a pipe.
    throw notWritten(path, new Error('it is no ordinary file'));
  }
  const lock = lockCardFile(place);
  try {
    replaceCardFile(place, image);
  } finally {
    lock.release();
  }
};

/** Behind symbolic links: a rename would replace the link, and a lock beside it would not be seen from elsewhere. */
const placeOf = (path: string): string => (existsSync(path) ? realpathSync(path) : path);
