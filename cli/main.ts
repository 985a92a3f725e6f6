import {main} from './command-line.ts';

await main();
