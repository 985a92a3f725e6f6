/*
 * A log-in in as few commands as a card of unknown certificate length allows. After `npm run build`:
 *   npx kazasu profile --runs 20 -- node dist/examples/terminals/thrifty-terminal.js
 */
import {withCard} from './card-in-reader.ts';
import {thriftyLogIn} from './thrifty-log-in.ts';

process.exitCode = (await withCard(thriftyLogIn)) ? 0 : 1;
