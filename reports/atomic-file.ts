import {mkdir, open, rename, rm} from 'node:fs/promises';
import {dirname} from 'node:path';

/**
 * Writes a whole file or leaves the one before it: nobody ever reads half a report. Folders on the way are made.
 * Rejects with what the file system said.
 */
export const writeAtomically = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), {recursive: true});
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
