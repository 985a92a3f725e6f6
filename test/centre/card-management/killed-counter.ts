import {join} from 'node:path';
import {openCounter} from '../../../centre/index.ts';
import {openManagement, password} from './management-bench.ts';
import {operationCases} from './operation-cases.ts';
import {areaKeys, scriptedCard} from './scripted-card.ts';

/**
 * Performs an operation and ends, by SIGKILL, at the n-th change of the card, just before the commit, or, `other-id`,
 * when the card has kept another id than it was given and has just told it.
 */
const [, , folder = '', name = '', at = ''] = process.argv;

const end = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('a killed process went on');
};

const one = operationCases.find((each) => each.name === name);
if (!one) {
  throw new Error(`no operation ${name}`);
}
const {management} = openManagement({file: join(folder, 'store'), seed: 'child'});
const card = scriptedCard({file: join(folder, 'card')});
card.replace((n, what) => {
  if (at === 'other-id') {
    return what === 'personalise' ? at : undefined;
  }
  return String(n) === at ? end() : undefined;
});
const [issuer, role] = one.by;
const operator = role === 'administrator' ? 'root' : role;
const {token} = await management.operators.logIn(issuer, operator, password);
const {operations} = management;
const ends = {commit: {commit: end}, 'other-id': {readBack: end}}[at];
const cut = {...management, operations: {...operations, ...ends}};
await openCounter({management: cut, access: card.access, areaKeys}).perform(token, 'op-1', one.request);
