import {createHash} from 'node:crypto';
import {existsSync, lstatSync, readFileSync, realpathSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {root, run, SetUpError, say, show} from './command.mjs';

const folder = join(root, 'node_modules');
const stamp = join(folder, '.kazasu-set-up');

/** Brings node_modules in line with package-lock.json where it is not. */
export const npmPackages = () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lock).digest('hex');
  const there = lstatSync(folder, {throwIfNoEntry: false});
  // `npm ci` empties the folder first, and would empty what a link points at: that belongs to someone else.
  if (there?.isSymbolicLink()) {
    if (!agrees(lock)) {
      const target = existsSync(folder) ? realpathSync(folder) : 'a folder that is gone';
      throw new SetUpError(
        `node_modules is a link to ${target}, which does not hold what package-lock.json lists; run "npm ci" there, or remove the link.`,
        3,
      );
    }
    return;
  }
  if (there && (text(stamp) === hash || agrees(lock))) {
    if (text(stamp) !== hash) {
      writeFileSync(stamp, hash);
    }
    return;
  }
  say('installing npm packages (npm ci)');
  const done = run('npm', ['ci', '--no-audit', '--no-fund']);
  if (!done.ok) {
    show(done);
    throw new SetUpError(
      'the npm packages could not be installed; see above, then run "npm ci" yourself.',
      3,
    );
  }
  writeFileSync(stamp, hash);
};

/** The second PC/SC binding is compiled at install time, which fails quietly without libpcsclite-dev. */
export const rebuildSecondBinding = (installed) => {
  const linked = lstatSync(folder, {throwIfNoEntry: false})?.isSymbolicLink();
  const built = join(folder, 'pcsclite', 'build', 'Release', 'pcsclite.node');
  if (!installed.includes('libpcsclite-dev') || linked || existsSync(built)) {
    return;
  }
  say('building the second PC/SC binding (pcsclite)');
  const there = existsSync(join(folder, 'pcsclite'));
  const done = run(
    'npm',
    there ? ['rebuild', 'pcsclite'] : ['install', '--no-save', '--no-audit', '--no-fund'],
  );
  if (!done.ok || !existsSync(built)) {
    say('it could not be built; the first binding (koffi) serves');
  }
};

const text = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);

/** Whether npm's own account of the folder has every package of the lock file in the version it names. */
const agrees = (lock) => {
  const account = text(join(folder, '.package-lock.json'));
  if (account === undefined) {
    return false;
  }
  const installed = JSON.parse(account).packages ?? {};
  return Object.entries(JSON.parse(lock).packages ?? {}).every(
    ([path, {version, optional}]) =>
      path === '' || (optional && !installed[path]) || installed[path]?.version === version,
  );
};
