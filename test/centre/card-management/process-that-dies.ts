import {type AreaSession, type CardAccess, type CardManagement, openCounter} from '../../../centre/index.ts';
import type {Ready} from './due-operation.ts';
import {areaKeys} from './scripted-card.ts';

/** What a counter's process asks of the card or the system, and at which question it dies: before or behind the answer. */
export interface Death {
  /** Which question, counted from 1, or the first one of a name. */
  readonly at: number | string;
  readonly when: 'before' | 'after';
}

/** No error that anybody catches: the process is there no more. */
export class Died extends Error {}

/** A counter in a process that dies, and how many questions it has asked. `told` stands in for what the card tells. */
export const counterThatDies = (
  {bench: {management}, card: {access}}: Pick<Ready, 'bench' | 'card'>,
  death?: Death,
  told?: (id: Uint8Array | undefined) => Uint8Array | undefined,
) => {
  let asked = 0;
  let dead = false;
  const dying = <A extends unknown[], T>(name: string, question: (...args: A) => T) => {
    return (...args: A): T => {
      asked += dead ? 0 : 1;
      const here = death?.at === asked || death?.at === name;
      if (dead || (here && death?.when === 'before')) {
        dead = true;
        throw new Died(name);
      }
      if (!here) {
        return question(...args);
      }
      dead = true;
      const died = (): never => {
        throw new Died(name);
      };
      try {
        const answer = question(...args);
        return answer instanceof Promise ? (answer.then(died, died) as T) : died();
      } catch {
        return died();
      }
    };
  };
  const session = (of: AreaSession): AreaSession => ({
    status: dying('status', of.status),
    createDomain: dying('createDomain', of.createDomain),
    load: dying('load', of.load),
    install: dying('install', of.install),
    personalise: dying('personalise', of.personalise),
    readId: dying('readId', async (aid, from) => {
      const id = await of.readId(aid, from);
      return told ? told(id) : id;
    }),
    lock: dying('lock', of.lock),
    unlock: dying('unlock', of.unlock),
    delete: dying('delete', of.delete),
  });
  const {operations} = management;
  const system: CardManagement = {
    ...management,
    operations: {
      ...operations,
      begin: dying('begin', operations.begin),
      readBack: dying('readBack', operations.readBack),
      commit: dying('commit', operations.commit),
      reconcile: dying('reconcile', operations.reconcile),
    },
  };
  const reader: CardAccess = {
    cardId: dying('cardId', access.cardId),
    openArea: async (...args) => session(await access.openArea(...args)),
  };
  return {
    counter: openCounter({management: system, access: reader, areaKeys}),
    asked: () => asked,
  };
};
