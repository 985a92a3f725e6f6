import {afterSetUp} from './set-up.mjs';
import {passOn} from './steps/pass-on.mjs';

/** `npm run bench`: set up, then the ratios of the release's speed aims. */
await afterSetUp(() => passOn(['dist/test/bench/main.js', ...process.argv.slice(2)]));
