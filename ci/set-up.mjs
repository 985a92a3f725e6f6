import {realpathSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {build} from './steps/build.mjs';
import {SetUpError} from './steps/command.mjs';
import {debianPackages} from './steps/debian-packages.mjs';
import {locked} from './steps/lock.mjs';
import {checkNode} from './steps/node-version.mjs';
import {npmPackages, rebuildSecondBinding} from './steps/npm-packages.mjs';

/**
 * Makes this clone ready to run: system packages, npm packages, build. Does only what is missing, says one line
 * for each thing it does, and nothing when all is there. Built-in modules only: a fresh clone has no others.
 * KAZASU_APT=no keeps it from installing system packages.
 */
const setUp = async (options) => {
  checkNode();
  await locked(() => {
    const installed = debianPackages(options);
    npmPackages();
    rebuildSecondBinding(installed);
    build();
  });
};

/** Runs `main` after the set-up and ends the process with what it answers, or with the set-up's own failure. */
export const afterSetUp = async (main, {onFailure = () => {}, forTests = false} = {}) => {
  try {
    await setUp({forTests});
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetUpError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    onFailure();
    process.exitCode = error.exitCode;
  }
};

const runDirectly = process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url);
if (runDirectly) {
  await afterSetUp(() => 0);
}
