import yargs, {type CommandModule} from 'yargs';
import {exitStatusOf} from '../../cli/exit-status.ts';
import {printError} from '../../cli/output.ts';

/** How a command ended, as if it had been a process. */
export interface EndedHere {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for messages whose stream does not matter. */
  readonly said: string;
  readonly error?: unknown;
}

/**
 * Runs a command in the test's own process, which spares the second that a process takes to start. Standard output
 * and error are taken meanwhile, so one command runs at a time.
 */
export const runHere = async (command: CommandModule, words: readonly string[]): Promise<EndedHere> => {
  const taken = {stdout: '', stderr: ''};
  const before = {stdout: process.stdout.write, stderr: process.stderr.write, status: process.exitCode};
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (piece: Uint8Array | string): boolean => {
      taken[name] += typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8');
      return true;
    };
  }
  process.exitCode = undefined;
  let error: unknown;
  try {
    await yargs([...words])
      .command(command)
      .exitProcess(false)
      .fail((message, thrown) => {
        throw thrown ?? new Error(message);
      })
      .parseAsync();
  } catch (thrown) {
    error = thrown;
    printError(thrown, 'en');
  } finally {
    process.stdout.write = before.stdout;
    process.stderr.write = before.stderr;
  }
  const status = error === undefined ? Number(process.exitCode ?? 0) : exitStatusOf(error);
  process.exitCode = before.status;
  return {status, ...taken, said: taken.stdout + taken.stderr, ...(error === undefined ? {} : {error})};
};
