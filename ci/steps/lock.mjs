import {linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {root, say} from './command.mjs';

const defaultPath = join(root, 'out', '.set-up.lock');

/**
 * Runs `work` while no other process of this machine does the same in this clone. The lock names its holder by
 * process id and start time; a lock whose holder is gone is taken over.
 */
export const locked = async (work, path = defaultPath) => {
  mkdirSync(dirname(path), {recursive: true});
  const mine = holderName(process.pid);
  for (let told = false; !take(path, mine); ) {
    if (!told && !isStale(path)) {
      say(`waiting for another set-up of this clone (process ${holder(path)?.split(' ')[0]})`);
      told = true;
    }
    removeStale(path);
    await wait(100);
  }
  const release = () => holder(path) === mine && rmSync(path, {force: true});
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
};

/** Linking a finished file is atomic: nobody ever reads a lock without its holder's name. */
const take = (path, mine) => {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    return false;
  } finally {
    rmSync(draft, {force: true});
  }
};

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ESRCH') {
      throw error;
    }
    return undefined;
  }
};

const holder = (path) => read(path);

/** Process ids come round again; field 22 of /proc/PID/stat, the start time, tells namesakes apart. */
const holderName = (pid) => {
  const stat = read(`/proc/${pid}/stat`);
  return `${pid} ${stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`;
};

const isStale = (path) => {
  const name = holder(path);
  if (name === undefined) {
    return false;
  }
  const pid = Number(name.split(' ')[0]);
  if (!Number.isInteger(pid) || pid <= 0) {
    return true;
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'ESRCH';
  }
  return holderName(pid) !== name;
};

/** Two waiters must not both remove: the second would remove the first one's fresh lock. A second lock orders them. */
const removeStale = (path) => {
  if (!isStale(path)) {
    return;
  }
  const guard = `${path}.removing`;
  try {
    mkdirSync(guard);
  } catch (error) {
    if (error.code !== 'EEXIST') {
      throw error;
    }
    const age = Date.now() - (statSync(guard, {throwIfNoEntry: false})?.mtimeMs ?? Date.now());
    if (age > 10_000) {
      rmSync(guard, {recursive: true, force: true});
    }
    return;
  }
  if (isStale(path)) {
    rmSync(path, {force: true});
  }
  rmSync(guard, {recursive: true, force: true});
};
