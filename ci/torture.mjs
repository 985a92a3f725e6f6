import {afterSetUp} from './set-up.mjs';
import {passOn} from './steps/pass-on.mjs';

/** `npm run torture`: set up, then power cuts and SIGKILL; options after `--` are the harness’s own. */
await afterSetUp(() => passOn(['dist/test/torture/main.js', ...process.argv.slice(2)]));
