import type {Stats} from 'node:fs';
import {access, constants, mkdir, open, rename, rm, rmdir, stat} from 'node:fs/promises';
import {dirname, sep} from 'node:path';

/** Pieces of a file, in their order. */
export type FilePieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/**
 * Writes a whole file or leaves the one before it: nobody ever reads half a report. Folders on the way are made.
 * Rejects with what the file system said, or with what the pieces rejected with.
 */
export const writeAtomically = async (path: string, content: string | FilePieces): Promise<void> => {
  await makeDirectory(dirname(path));
  if (await isSpecial(path)) {
    // A rename would put a file in the place of a device, a pipe or a socket.
    await writeInto(path, content);
    return;
  }
  const draft = `${path}.${process.pid}.draft`;
  try {
    await writeInto(draft, content, true);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, {force: true});
    throw error;
  }
};

/**
 * Finds out before any work whether `writeAtomically` can write there, and leaves nothing behind. Rejects with what the
 * file system said.
 */
export const checkWritable = async (path: string): Promise<void> => {
  if (await isSpecial(path)) {
    await access(path, constants.W_OK);
    return;
  }
  if ((await statOf(path))?.isDirectory() === true || path.endsWith(sep)) {
    throw new Error(`${path} is a directory`);
  }
  const draft = `${path}.${process.pid}.draft`;
  const made = await makeDirectory(dirname(path));
  try {
    await writeInto(draft, '');
  } finally {
    await rm(draft, {force: true});
    for (const directory of made.reverse()) {
      await rmdir(directory);
    }
  }
};

/** What stands there and is neither file nor folder: a device, a pipe, a socket. */
const isSpecial = async (path: string): Promise<boolean> => {
  const found = await statOf(path);
  return found !== undefined && !found.isFile() && !found.isDirectory();
};

const statOf = async (path: string): Promise<Stats | undefined> => {
  try {
    return await stat(path);
  } catch {
    return undefined;
  }
};

const writeInto = async (path: string, content: string | FilePieces, durable = false): Promise<void> => {
  const file = await open(path, 'w');
  try {
    for await (const piece of typeof content === 'string' ? [content] : gathered(content)) {
      await file.writeFile(piece);
    }
    if (durable) {
      await file.sync();
    }
  } finally {
    await file.close();
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

/**
 * Makes a directory and those above it, one by one, and names those it made, the outermost first: Node's own
 * recursion never ends in some places under /proc.
 */
const makeDirectory = async (path: string): Promise<string[]> => {
  try {
    await mkdir(path);
    return [path];
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) {
      return [];
    }
    if (code !== 'ENOENT' || dirname(path) === path) {
      throw error;
    }
    const above = await makeDirectory(dirname(path));
    await mkdir(path);
    return [...above, path];
  }
};
