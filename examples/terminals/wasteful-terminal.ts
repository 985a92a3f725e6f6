/*
 * The same log-in, with every waste that `kazasu profile` gives advice on: pieces of 64 bytes, and everything twice.
 * After `npm run build`:
 *   npx kazasu profile --runs 20 -- node dist/examples/terminals/wasteful-terminal.js
 */
import {setTimeout} from 'node:timers/promises';
import {withCard} from './card-in-reader.ts';
import {wastefulLogIn} from './wasteful-log-in.ts';

process.exitCode = (await withCard((send) => wastefulLogIn(send, setTimeout))) ? 0 : 1;
