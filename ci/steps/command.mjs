import {spawnSync} from 'node:child_process';
import {fileURLToPath} from 'node:url';

/** The clone these scripts lie in; every command runs there. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A command that is a precondition of everything after it did not work; `exitCode` is what the script ends with. */
export class SetUpError extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** One line about what happens now. On stderr, so that stdout stays with the program that is set up. */
export const say = (line) => process.stderr.write(`set-up: ${line}\n`);

/** Runs a command without a shell and keeps its output; `missing` says that there is no such program. */
export const run = (command, args, env = {}) => {
  const done = spawnSync(command, args, {
    cwd: root,
    env: {...process.env, ...env},
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    line: [command, ...args].join(' '),
    ok: done.status === 0,
    missing: done.error?.code === 'ENOENT',
    stdout: done.stdout ?? '',
    output: `${done.stdout ?? ''}${done.stderr ?? ''}${done.error ? `${done.error.message}\n` : ''}`,
  };
};

/** Shows a failed command whole: nobody should have to run it again to learn what it said. */
export const show = ({line, output}) => {
  process.stderr.write(`$ ${line}\n${output}${output.endsWith('\n') ? '' : '\n'}`);
};
