import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {managementBench} from './management-bench.ts';
import type {OperationCase} from './operation-cases.ts';
import {scriptedCard} from './scripted-card.ts';

/** A system and a card on which the operation of the case is due. */
export const readyFor = async (
  one: OperationCase,
  file?: string,
  cardFile?: string,
  {tells = true}: {readonly tells?: boolean} = {},
) => {
  const bench = await managementBench({
    named: ['town-x', 'town-y'],
    ...(file === undefined ? {} : {file}),
  });
  const card = scriptedCard({tells, ...(cardFile === undefined ? {} : {file: cardFile})});
  await one.prepare(bench, card);
  const token = await bench.token(...one.by);
  card.replace();
  return {bench, card, token};
};

export type Ready = Awaited<ReturnType<typeof readyFor>>;

/** The card, and what the registry says is on it. */
export const both = ({bench, card}: Ready): string =>
  JSON.stringify([
    card.snapshot(),
    bench.store.management.applications.find({cardId: card.id}).map(({aid, stopped}) => [aid, stopped]),
    bench.store.management.cards.find({cardId: card.id}),
  ]);

export const registryAgrees = ({bench, card}: Ready): boolean => {
  const said = bench.store.management.applications
    .find({cardId: card.id})
    .map(({area, aid, stopped, userId}) =>
      [area, 'instance', aid, stopped ? 'locked' : 'personalised', userId].join(' '),
    );
  const there = card.snapshot().filter((line) => line.includes(' instance '));
  return JSON.stringify(said.sort()) === JSON.stringify(there);
};

const child = join(import.meta.dirname, 'killed-counter.js');

/** Runs the operation in a process that kills itself, where `killed-counter.ts` says. */
export const killed = (folder: string, name: string, at: string): Promise<NodeJS.Signals | null> =>
  new Promise((resolve) => {
    spawn(process.execPath, [child, folder, name, at], {stdio: 'ignore'}).once('exit', (_, signal) =>
      resolve(signal),
    );
  });
