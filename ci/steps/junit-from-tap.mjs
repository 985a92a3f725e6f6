import {spawnSync} from 'node:child_process';
import {existsSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {root} from './command.mjs';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML 1.0 has no place for.
const unfitForXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/**
 * Has tap-junit write `out/junit/test.xml`; answers whether it did (its own exit status only repeats the tests').
 * It takes `not ok … # TODO` for a failure, pins a comment on every test behind it, and knows nothing of what failed
 * outside AVA, so these are put right first.
 */
export const junitFromTap = (tap, failuresOutside) => {
  const points = tap.replace(/^not ok (.*) # TODO.*$/gm, 'ok $1 # SKIP').replace(/^(1\.\.\d+|#.*)$/gm, '');
  const count = points.match(/^(not )?ok \d+ /gm)?.length ?? 0;
  const added = failuresOutside.map((what, i) => `not ok ${count + i + 1} - ${what}\n`).join('');
  const file = join(root, 'out', 'junit', 'test.xml');
  rmSync(file, {force: true});
  const program = join(root, 'node_modules', 'tap-junit', 'bin', 'tap-junit');
  const args = ['-p', '-s', 'kazasu', '-c', 'kazasu.test', '-o', join('out', 'junit'), '-n', 'test.xml'];
  spawnSync(process.execPath, [program, ...args], {
    cwd: root,
    input: `${points}\n${added}1..${count + failuresOutside.length}\n`.replace(unfitForXml, ''),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return existsSync(file);
};
