import {mkdir, open, rename, rm, stat} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Writes a whole file or leaves the one before it: nobody ever reads half a report. Folders on the way are made.
 * Rejects with what the file system said.
 */
export const writeAtomically = async (path: string, text: string): Promise<void> => {
  await makeDirectory(dirname(path));
  const draft = `${path}.${process.pid}.draft`;
  try {
    const file = await open(draft, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, {force: true});
    throw error;
  }
};

/** Makes a directory and those above it, one by one: Node's own recursion never ends in some places under /proc. */
const makeDirectory = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) {
      return;
    }
    if (code !== 'ENOENT' || dirname(path) === path) {
      throw error;
    }
    await makeDirectory(dirname(path));
    await mkdir(path);
  }
};
