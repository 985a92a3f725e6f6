import {mkdir, open, rename, rm, stat} from 'node:fs/promises';
import {dirname} from 'node:path';

/** Pieces of a file, in their order. */
export type FilePieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/**
 * Writes a whole file or leaves the one before it: nobody ever reads half a report. Folders on the way are made.
 * Rejects with what the file system said, or with what the pieces rejected with.
 */
export const writeAtomically = async (path: string, content: string | FilePieces): Promise<void> => {
  await makeDirectory(dirname(path));
  const draft = `${path}.${process.pid}.draft`;
  try {
    const file = await open(draft, 'w');
    try {
      for await (const piece of typeof content === 'string' ? [content] : gathered(content)) {
        await file.writeFile(piece);
      }
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

const gatheredBytes = 1 << 16;

/** Small pieces together: a system call for each would cost more than making them. */
export const gathered = async function* (pieces: FilePieces): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece as Uint8Array);
    held.push(bytes);
    size += bytes.length;
    if (size >= gatheredBytes) {
      yield Buffer.concat(held);
      held = [];
      size = 0;
    }
  }
  if (size > 0) {
    yield Buffer.concat(held);
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
