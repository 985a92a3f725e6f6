import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {KazasuError} from '../../protocol/index.ts';
import type {CardStore} from '../environment.ts';
import {type CardImage, readCardImage, withState} from '../images/card-image.ts';

/** Far more than a card holds. */
const mostBytes = 16 * 1024 * 1024;

const regularFile = (path: string): {size: number} => {
  const found = statSync(path);
  if (!found.isFile()) {
    throw new Error('it is no regular file');
  }
  return found;
};

const removeDraft = (path: string): void => {
  try {
    rmSync(path, {force: true});
  } catch {
    // The first error says more.
  }
};

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads a card image file. Throws `KZS-CARD-FILE` when it cannot be read, `KZS-CARD-IMAGE` when it is none. */
export const readCardFile = (path: string): CardImage => {
  let text: string;
  try {
    // A pipe or a device would be read for ever.
    const {size} = regularFile(path);
    if (size > mostBytes) {
      throw new Error(`it has ${size} bytes, a card image at most ${mostBytes}`);
    }
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new KazasuError('KZS-CARD-FILE', {
      en: `the card file ${path} cannot be read: ${reason(error)}`,
      ja: `カードファイル ${path} を読めません: ${reason(error)}`,
    });
  }
  return readCardImage(text, path);
};

/**
 * Puts a card image in place at once: whole file beside it, synced, renamed over it, directory synced. A cut at
 * any point leaves the old file or the new one. Readable by its owner only, for it holds a card's keys.
 */
export const writeCardFile = (path: string, image: CardImage): void => {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(beside, 'w', 0o600);
    try {
      // writeSync alone may write a part and say so only by its result.
      writeFileSync(file, `${JSON.stringify(image, null, 2)}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
    const directory = openSync(dirname(path), 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch (error) {
    removeDraft(beside);
    throw new KazasuError('KZS-CARD-FILE', {
      en: `the card file ${path} cannot be written: ${reason(error)}`,
      ja: `カードファイル ${path} を書けません: ${reason(error)}`,
    });
  }
};

/** Keeps a card's persistent half in its image file. */
export const fileStore = (path: string, image: CardImage): CardStore => ({
  write: (state) => writeCardFile(path, withState(image, state)),
});
