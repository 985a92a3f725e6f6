import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

/**
 * The file system calls by which a card file is kept, each its own moment at which the power may go. A test brings
 * a disk that forgets what was not synced. Every call throws as node:fs does.
 */
export interface FileSystem {
  read(path: string): Uint8Array;
  /** Makes or empties a file that its owner alone may read; answers a handle. */
  create(path: string): number;
  /** Writes some of the bytes, at least one; answers how many. */
  write(handle: number, bytes: Uint8Array): number;
  sync(handle: number): void;
  openDirectory(path: string): number;
  close(handle: number): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  list(directory: string): readonly string[];
}

/** Far more than a card holds. */
const mostBytes = 16 * 1024 * 1024;

/** The machine's own file system. */
export const nodeFileSystem: FileSystem = {
  read(path) {
    // A pipe or a device would be read for ever.
    const found = statSync(path);
    if (!found.isFile()) {
      throw new Error('it is no regular file');
    }
    if (found.size > mostBytes) {
      throw new Error(`it has ${found.size} bytes, a card image at most ${mostBytes}`);
    }
    return readFileSync(path);
  },
  create: (path) => openSync(path, 'w', 0o600),
  write: (handle, bytes) => writeSync(handle, bytes),
  sync: (handle) => fsyncSync(handle),
  openDirectory: (path) => openSync(path, 'r'),
  close: (handle) => closeSync(handle),
  rename: (from, to) => renameSync(from, to),
  remove: (path) => rmSync(path, {force: true}),
  list: (directory) => readdirSync(directory),
};
