import {afterSetUp} from './set-up.mjs';
import {passOn} from './steps/pass-on.mjs';

/** `npm start`: set up, then the main job. Arguments after `--` go to `kazasu run`. */
await afterSetUp(() => passOn(['bin/kazasu.js', 'run', 'jpki/login', ...process.argv.slice(2)]));
