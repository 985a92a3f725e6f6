import {linkSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {KazasuError} from '../../protocol/index.ts';
import {notWritten} from './file-store.ts';

/** A card file that is ours alone until released. */
export interface CardFileLock {
  release(): void;
}

/**
 * Takes `PATH.lock`, which names the process that keeps the card file, so that no two write it. The lock of a
 * process that has ended is taken over. Where there is no hard link, or on another machine, it does not protect.
 * @throws KazasuError `KZS-CARD-FILE-BUSY` while another process (or this one) keeps it; `KZS-CARD-FILE`.
 */
export const lockCardFile = (path: string): CardFileLock => {
  const lock = `${path}.lock`;
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}`;
  const draft = `${lock}.${process.pid}.${drafts}`;
  drafts += 1;
  try {
    writeFileSync(draft, mine, {mode: 0o600});
    for (let attempt = 0; attempt < takeOvers && !linked(draft, lock); attempt += 1) {
      const holder = contentOf(lock);
      if (holder !== undefined && isHeld(holder)) {
        throw busy(path, holder);
      }
      if (attempt === takeOvers - 1) {
        throw busy(path, holder ?? '?');
      }
      putAside(lock, holder);
    }
  } catch (error) {
    throw error instanceof KazasuError ? error : notWritten(path, error);
  } finally {
    rmSync(draft, {force: true});
  }
  const release = (): void => {
    process.removeListener('exit', release);
    if (contentOf(lock) === mine) {
      rmSync(lock, {force: true});
    }
  };
  process.on('exit', release);
  return {release};
};

let drafts = 0;
/** How often a lock may change hands while we look at it. */
const takeOvers = 20;

/** link(2) makes the lock with its content in one step, or fails because there is one. */
const linked = (draft: string, lock: string): boolean => {
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
};

const contentOf = (lock: string): string | undefined => {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return undefined;
  }
};

/** Start time of a process, in clock ticks after boot: with its id, a name no later process bears. */
const startOf = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Behind the command in parentheses, which may hold anything, come fields 3 and on; the start is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[22 - 3];
  } catch {
    return undefined;
  }
};

const isHeld = (holder: string): boolean => {
  const [pidText = '', start = ''] = holder.split(' ');
  const pid = Number(pidText);
  if (!Number.isInteger(pid) || pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') {
      return false;
    }
  }
  const now = startOf(pid);
  return start === '' || now === undefined || now === start;
};

/** Moves a dead process's lock away. Whoever moved a living one by losing a race puts it back. */
const putAside = (lock: string, dead: string | undefined): void => {
  const aside = `${lock}.${process.pid}.dead`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (contentOf(aside) !== dead) {
    linked(aside, lock);
  }
  rmSync(aside, {force: true});
};

const busy = (path: string, holder: string): KazasuError => {
  const [pid] = holder.split(' ');
  return new KazasuError('KZS-CARD-FILE-BUSY', {
    en: `a card file is kept by one process at a time, but process ${pid} keeps ${path} now`,
    ja: `カードファイルを同時に使えるのは1プロセスだけですが、プロセス ${pid} が ${path} を使用中です`,
  });
};
