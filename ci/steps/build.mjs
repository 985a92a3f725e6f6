import {existsSync, readdirSync, readFileSync, rmdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {root, run, SetUpError, say, show} from './command.mjs';

const product = /(\.d\.ts|\.js\.map|\.js)$/;

/** Compiles what changed, after clearing away what has no source any more. */
export const build = (base = root) => {
  const gone = removeStale(base);
  if (gone > 0) {
    say(`removed ${gone} compiled files whose sources are gone`);
  }
  if (lacksProducts(base)) {
    rmSync(join(base, 'dist', '.tsbuildinfo'), {force: true});
  }
  const done = run(process.execPath, [
    join(base, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(base, 'tsconfig.json'),
  ]);
  if (!done.ok) {
    show(done);
    throw new SetUpError('the build failed; the compiler says above where.', 1);
  }
};

/** AVA runs every test file under dist, so one that outlives its source would go on being run. */
const removeStale = (base) => {
  const dist = join(base, 'dist');
  let removed = 0;
  for (const path of filesUnder(dist)) {
    if (product.test(path) && !existsSync(join(base, path.replace(product, '.ts')))) {
      rmSync(join(dist, path));
      removed += 1;
    }
  }
  if (removed > 0) {
    removeEmpty(dist);
  }
  return removed;
};

/** The incremental compiler trusts its notes and does not look whether what it wrote is still there. */
const lacksProducts = (base) => {
  const {include} = JSON.parse(readFileSync(join(base, 'tsconfig.json'), 'utf8'));
  return include.some((room) =>
    filesUnder(join(base, room)).some(
      (path) =>
        path.endsWith('.ts') &&
        !path.endsWith('.d.ts') &&
        !existsSync(join(base, 'dist', room, path.replace(/\.ts$/, '.js'))),
    ),
  );
};

const filesUnder = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, {recursive: true, withFileTypes: true})
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    : [];

const removeEmpty = (folder) => {
  for (const entry of readdirSync(folder, {withFileTypes: true})) {
    if (entry.isDirectory()) {
      removeEmpty(join(folder, entry.name));
    }
  }
  if (readdirSync(folder).length === 0) {
    rmdirSync(folder);
  }
};
