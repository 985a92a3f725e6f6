import {createPrivateKey} from 'node:crypto';
import {mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {threadId} from 'node:worker_threads';
import type {KeyStore} from '../../protocol/index.ts';

/** What was found usable in this process, by its file: reading a key takes longer than comparing it. */
const foundUsable = new Map<string, Buffer>();

const usableIn = (path: string, pkcs8: Buffer): boolean => {
  const before = foundUsable.get(path);
  const now = before?.equals(pkcs8) || usable(pkcs8);
  if (now) {
    foundUsable.set(path, pkcs8);
  }
  return now;
};

const usable = (pkcs8: Uint8Array): boolean => {
  try {
    const key = createPrivateKey({key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8'});
    return key.asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
};

/** What is left of a key that could not be written; where nothing may be removed, nothing was written either. */
const removed = (draft: string): void => {
  try {
    rmSync(draft, {force: true});
  } catch {
    // A directory that may not be looked into, or that is none.
  }
};

/** Where a user's caches go by the XDG base directory specification. */
export const cacheDirectory = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'kazasu', 'keys-1');

/**
 * Test keys in a directory, a file each, so that a card of a known seed is there at once the second time. It only
 * spares time: a file that is missing, unreadable or no key is made anew, and one that cannot be written is not.
 */
export const keyCache = (directory: string = cacheDirectory()): KeyStore => ({
  get(name) {
    try {
      const path = join(directory, `${name}.der`);
      const kept = readFileSync(path);
      return usableIn(path, kept) ? kept : undefined;
    } catch {
      return undefined;
    }
  },
  set(name, pkcs8) {
    const draft = join(directory, `${name}.${process.pid}-${threadId}.draft`);
    try {
      mkdirSync(directory, {recursive: true, mode: 0o700});
      writeFileSync(draft, pkcs8, {mode: 0o600});
      renameSync(draft, join(directory, `${name}.der`));
    } catch {
      removed(draft);
    }
  },
});
