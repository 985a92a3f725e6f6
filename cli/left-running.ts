import {Console} from 'node:console';
import {remark} from './output.ts';

let mayBeLeft = false;

/** From now on, what a module of a user starts may still run when the command is done. */
export const leaveBehind = (): void => {
  if (!mayBeLeft) {
    mayBeLeft = true;
    // It is for whoever wrote the module, and must not get between the lines of a command's own output.
    globalThis.console = new Console(process.stderr, process.stderr);
  }
};

/** How long such things are waited for, milliseconds. */
const graceMs = 2_000;

/** Once a command is done, nothing of a module keeps the process alive. */
export const endWithoutThem = (): void => {
  if (mayBeLeft) {
    setTimeout(() => {
      remark('kazasu: something that a module of scenarios started still runs; the program ends without it');
      process.exit();
    }, graceMs).unref();
  }
};
