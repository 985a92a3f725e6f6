import type {OperationRequest, Role} from '../../../centre/index.ts';
import type {IssuerName, ManagementBench} from './management-bench.ts';
import type {ScriptedCard} from './scripted-card.ts';

/** One kind of two-phase commit, the card it finds, and how often it changes the card. */
export interface OperationCase {
  readonly name: string;
  readonly by: readonly [IssuerName, Role];
  readonly request: OperationRequest;
  readonly changes: number;
  prepare(bench: ManagementBench, card: ScriptedCard): Promise<void>;
}

const cardId = '00000000000000A1';
const common = {area: 'extended', kind: 'common'} as const;

const installed = async (
  {card: register, counter, token, request, as, management}: ManagementBench,
  card: ScriptedCard,
  {deliver}: {readonly deliver: boolean},
): Promise<void> => {
  await register(cardId, 'prepared');
  const installer = await token('town-x', 'installer');
  await counter(card).perform(installer, request(), {
    kind: 'install',
    cardId,
    profile: 'usual',
    userId: 'X-001',
  });
  if (deliver) {
    management.cards.change(await as('town-x', 'card-officer'), request(), cardId, 'deliver');
  }
};

const resume = {kind: 'resume', cardId, applications: [common]} as const;

export const operationCases: readonly [OperationCase, ...OperationCase[]] = [
  {
    name: 'install into a delivered card',
    by: ['town-x', 'installer'],
    request: {kind: 'install', cardId, applications: [common], userId: 'X-001'},
    changes: 4,
    prepare: (bench) => bench.card(cardId),
  },
  {
    name: 'install beforehand',
    by: ['town-x', 'installer'],
    request: {kind: 'install', cardId, profile: 'usual', userId: 'X-001'},
    changes: 18,
    prepare: (bench) => bench.card(cardId, 'prepared'),
  },
  {
    name: 'resume',
    by: ['town-x', 'service-desk'],
    request: resume,
    changes: 1,
    prepare: (bench, card) => installed(bench, card, {deliver: true}),
  },
  {
    name: 'stop',
    by: ['town-x', 'service-desk'],
    request: {...resume, kind: 'stop'},
    changes: 1,
    async prepare(bench, card) {
      await installed(bench, card, {deliver: true});
      const desk = await bench.token('town-x', 'service-desk');
      await bench.counter(card).perform(desk, bench.request(), resume);
    },
  },
  {
    name: 'delete',
    by: ['town-x', 'installer'],
    request: {
      kind: 'delete',
      cardId,
      applications: [common, {area: 'extended', kind: 'type-a'}],
    },
    changes: 5,
    prepare: (bench, card) => installed(bench, card, {deliver: true}),
  },
  {
    name: 'move in',
    by: ['town-y', 'card-officer'],
    request: {kind: 'move-in', cardId, movedOn: '2026-03-25', notifiedOn: '2026-03-30'},
    changes: 5,
    async prepare(bench, card) {
      await installed(bench, card, {deliver: true});
      const officer = await bench.as('town-x', 'card-officer');
      bench.management.cards.moveOut(officer, bench.request(), cardId, '2026-03-24');
    },
  },
];
