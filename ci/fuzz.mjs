import {afterSetUp} from './set-up.mjs';
import {passOn} from './steps/pass-on.mjs';

/** `npm run fuzz`: set up, then hostile input from a seed; options after `--` are the harness’s own. */
await afterSetUp(() => passOn(['dist/test/fuzz/main.js', ...process.argv.slice(2)]));
