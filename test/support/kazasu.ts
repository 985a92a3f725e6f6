import {type ChildProcess, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {ExecutionContext} from 'ava';
import {kazasuHere, usualEnvironment} from './in-this-process.ts';

const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for messages whose stream does not matter. */
  readonly said: string;
}

/** A kazasu command as a person starts it, still running. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard output contains the text; rejects when the command ends without. */
  until(text: string): Promise<string>;
}

/** Starts `kazasu …` in a process of its own; it is killed when the test ends, if it still runs. */
export const startKazasu = (
  t: ExecutionContext,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  {group = false}: {group?: boolean} = {},
): Running => {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own, as a shell gives a job in the foreground.
    detached: group,
    env: {...process.env, ...usualEnvironment, ...environment},
  });
  t.teardown(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  let wake: () => void = () => undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => {
      wake();
      resolve({status, signal, stdout, stderr, said: stdout + stderr});
    });
  });
  return {
    child,
    ended,
    async until(text) {
      while (!stdout.includes(text)) {
        if (child.exitCode !== null || child.signalCode !== null) {
          throw new Error(`"${text}" was expected, but kazasu ended: ${stdout}${stderr}`);
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return stdout;
    },
  };
};

/**
 * Runs `kazasu …` to its end: in a process of its own where processes, daemons or environments matter, else in this
 * one, which spares what a process takes to start.
 */
export const kazasu = (
  t: ExecutionContext,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ended> =>
  runsHere(args) && Object.keys(environment).length === 0
    ? kazasuHere(args)
    : startKazasu(t, args, environment).ended;

/** These start a daemon, a program or a service; all others work in the process that calls them. */
const outside = new Set(['doctor', 'exec', 'load', 'profile', 'run', 'serve']);

const runsHere = (words: readonly string[]): boolean => {
  const [command = '', subcommand = ''] = words;
  if (['--', '--reader', 'pcsc'].some((word) => words.includes(word))) {
    return false;
  }
  if (outside.has(command)) {
    return ['--help', 'in-process', 'virtual'].some((word) => words.includes(word));
  }
  return !(command === 'centre' && subcommand === 'serve');
};

/**
 * A command line that is refused before it starts anything, so in this process: a test that expects a usage error
 * needs no process, and were the line accepted after all, its status would tell.
 */
export const refusedKazasu = (args: readonly string[]): Promise<Ended> => kazasuHere(args);

/** A directory of the test's own. */
export const ownDirectory = (t: ExecutionContext): string => {
  const path = mkdtempSync(join(tmpdir(), 'kz-test-'));
  t.teardown(() => rmSync(path, {recursive: true, force: true}));
  return path;
};

/** Ids of processes whose command line names this text. */
export const processesNaming = (text: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
      } catch {
        return false;
      }
    })
    .map(Number);

/** Processes whose parent this is, and theirs. */
export const descendants = (parent: number): number[] => {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
  return children.flatMap((pid) => [pid, ...descendants(pid)]);
};

/** Waits until none of these processes is left; how many still are after ten seconds. */
export const leftOf = async (pids: readonly number[]): Promise<number> => {
  const left = (): number => pids.filter((pid) => existsSync(`/proc/${pid}`)).length;
  for (let i = 0; i < 100 && left() > 0; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return left();
};

export const openscModule = '/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so';

const found = (name: string): boolean =>
  ['/usr/bin', '/usr/sbin', '/bin', '/sbin', '/usr/local/bin'].some((place) => existsSync(join(place, name)));

/** Why a test over PC/SC cannot run on this machine; undefined when it can. */
export const lacksPcsc: string | undefined = ['pcscd', 'pkcs11-tool', 'pkcs15-tool', 'openssl'].find(
  (name) => !found(name),
);

/** Why a test that lets openssl judge cannot run on this machine; undefined when it can. */
export const lacksOpenssl: string | undefined = found('openssl') ? undefined : 'openssl';

/** Why a test that lets Wireshark judge cannot run on this machine; undefined when it can. */
export const lacksTshark: string | undefined = found('tshark') ? undefined : 'tshark';
