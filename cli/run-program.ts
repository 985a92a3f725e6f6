import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import {KazasuError} from '../protocol/index.ts';
import type {CardBench} from '../scenarios/index.ts';
import {exitStatus} from './exit-status.ts';
import type {Interruptions} from './interruption.ts';
import type {Language} from './language.ts';
import {printError} from './output.ts';

/** How long a program may take to end once its reader is gone. */
const graceMs = 5_000;

/**
 * Runs the program to its end and answers its exit status; 3 when its reader died under it. `output`: where its
 * standard output goes.
 * @throws KazasuError `KZS-CLI-PROGRAM` when it cannot be started.
 */
export const runProgram = async (
  program: string,
  args: readonly string[],
  bench: CardBench,
  interruptions: Interruptions,
  language: Language,
  output: 'inherit' | 'stderr' = 'inherit',
): Promise<number> => {
  const child = spawn(program, args, {
    stdio: ['inherit', output === 'stderr' ? 2 : 'inherit', 'inherit'],
    env: {...process.env, ...bench.environment},
  });
  interruptions.answer((signal) => child.kill(signal));
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (error) => reject(programNotStarted(program, error)));
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  let dead = false;
  void bench.broken.then((error) => {
    dead = true;
    printError(error, language);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  });
  const status = await ended;
  return dead ? exitStatus.environment : status;
};

const programNotStarted = (program: string, error: Error): KazasuError =>
  new KazasuError('KZS-CLI-PROGRAM', {
    en: `the program ${program} could not be started: ${error.message}`,
    ja: `プログラム ${program} を起動できません: ${error.message}`,
  });
