import {chmodSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync} from 'node:fs';
import {createConnection} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {KazasuError} from '../../../protocol/index.ts';
import {checkSocketPath} from '../socket-path.ts';

const prefix = 'kazasu-';
const socketName = 'pcscd.comm';

/** Bytes Node and we append to a socket's path while it is being handed over. */
const reservedBytes = '.tmp'.length;

/**
 * Where daemons live. pcscd started by root runs as another user, who has to be able to enter: root's own TMPDIR
 * (pam-tmpdir) is closed to everybody else, so it is passed over.
 */
const temporaryDirectory = (): string => {
  const usual = resolve(tmpdir());
  const parts = usual.split('/');
  const open = parts.every((_, i) => (statSync(parts.slice(0, i + 1).join('/') || '/').mode & 0o001) !== 0);
  return process.getuid?.() !== 0 || open ? usual : '/tmp';
};

const inUse = new Set<string>();
let taken = 0;

/** A daemon's place: its socket, and a directory for its settings. */
export interface DaemonPlace {
  readonly socketPath: string;
  readonly directory: string;
  release(): void;
}

/** Only a directory of our own, so that no other user can put a socket or a link under our name. */
const ownDirectory = (path: string): void => {
  try {
    mkdirSync(path);
    chmodSync(path, 0o755);
  } catch (cause) {
    const found = lstatSync(path, {throwIfNoEntry: false});
    if (!found?.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
      throw new KazasuError(
        'KZS-PCSCD-DIRECTORY',
        {
          en: `a directory of our own was expected at ${path}, but it could not be made or belongs to someone else`,
          ja: `${path} に専用のディレクトリが必要ですが、作成できないか、ほかの利用者のものです`,
        },
        {cause},
      );
    }
  }
};

const refusesConnections = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(path);
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
};

/** Removes what processes of this user left behind when they were killed. */
const sweep = async (): Promise<void> => {
  for (const name of readdirSync(temporaryDirectory())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)$`).exec(name)?.[1] ?? 0);
    const path = join(temporaryDirectory(), name);
    const owner = pid > 0 ? lstatSync(path, {throwIfNoEntry: false})?.uid : undefined;
    if (owner !== undefined && owner === process.getuid?.() && !isAlive(pid)) {
      if (await refusesConnections(join(path, socketName))) {
        rmSync(path, {recursive: true, force: true});
      }
    }
  }
};

/**
 * Takes a place for one daemon: the socket asked for, or the first free one of this process's own directory, so
 * that daemons one after the other in a process get the same path. A path that is taken is `KZS-PCSCD-SOCKET-BUSY`.
 */
export const takeDaemonPlace = async (wanted?: string): Promise<DaemonPlace> => {
  await sweep();
  const base = join(temporaryDirectory(), `${prefix}${process.pid}`);
  const own = (n: number): string => join(base, n === 1 ? socketName : `pcscd-${n}.comm`);
  let number = 1;
  while (wanted === undefined && inUse.has(own(number))) {
    number += 1;
  }
  const socketPath = checkSocketPath(wanted ?? own(number), reservedBytes);
  if (inUse.has(socketPath) || (lstatSync(socketPath, {throwIfNoEntry: false}) && wanted !== undefined)) {
    throw new KazasuError('KZS-PCSCD-SOCKET-BUSY', {
      en: `a free path was expected for the daemon's socket, but ${socketPath} is taken`,
      ja: `デーモンのソケットには空いているパスが必要ですが、${socketPath} は使われています`,
    });
  }
  inUse.add(socketPath);
  taken += 1;
  const directory = join(base, `readers-${taken}`);
  const release = (): void => {
    process.off('exit', release);
    inUse.delete(socketPath);
    rmSync(socketPath, {force: true});
    rmSync(directory, {recursive: true, force: true});
    removeIfEmpty(base);
  };
  process.once('exit', release);
  try {
    ownDirectory(base);
    for (const leftOver of [directory, ...(wanted === undefined ? [`${socketPath}.tmp`] : [])]) {
      rmSync(leftOver, {recursive: true, force: true});
    }
    ownDirectory(directory);
  } catch (error) {
    release();
    throw error;
  }
  return {socketPath, directory, release};
};

const removeIfEmpty = (path: string): void => {
  try {
    rmdirSync(path);
  } catch {
    // Another daemon of this process still lives there.
  }
};
