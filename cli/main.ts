import {main} from './command-line.ts';
import {endWithoutThem} from './left-running.ts';
import {reportLostOutput} from './output.ts';

const language = await main();
// What was printed last may still fail on its way out.
process.once('beforeExit', () => reportLostOutput(language));
endWithoutThem();
