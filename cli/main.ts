import {main} from './command-line.ts';
import {exitStatus} from './exit-status.ts';
import {endWithoutThem} from './left-running.ts';
import {remark, reportLostOutput} from './output.ts';

let done = false;

/** A module of a user may end the process, or leave nothing to wait for: that must not look like a good end. */
process.once('exit', () => {
  if (!done) {
    remark('kazasu: the process ended before the command was done: a module called process.exit, for one');
    process.exitCode = exitStatus.internal;
  }
});

const language = await main();
done = true;
// What was printed last may still fail on its way out.
process.once('beforeExit', () => reportLostOutput(language));
endWithoutThem();
