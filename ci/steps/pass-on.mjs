import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import {root} from './command.mjs';

/**
 * Runs a Node program with our terminal and answers with its exit status; 128 + n when signal n ended it. Signals
 * go to the program, which cleans up after itself; we wait for it.
 */
export const passOn = (args) =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {cwd: root, stdio: 'inherit'});
    // Ctrl-C reaches the whole terminal group by itself; a plain kill reaches only this process.
    const forward = {
      SIGINT: () => {},
      SIGTERM: () => child.kill('SIGTERM'),
      SIGHUP: () => child.kill('SIGHUP'),
    };
    for (const [signal, listener] of Object.entries(forward)) {
      process.on(signal, listener);
    }
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const [name, listener] of Object.entries(forward)) {
        process.removeListener(name, listener);
      }
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
