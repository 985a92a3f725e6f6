import type {Ending, Expectation, Precondition} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {cardInUse, type InstallOrder, installed} from '../card-in-use.ts';
import {type ServiceTerminal, servicePin, serviceTerminal, townX} from '../town-service.ts';
import {identify, type ServiceKind} from './identify-user.ts';
import {type Between, withBetween} from './wire.ts';

/** A row: id, titles, what it ends in, what goes otherwise in the dialogue, what stands otherwise before it. */
export type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  run?: (stage: Stage, kind: ServiceKind) => Promise<Ending>,
  before?: (kind: ServiceKind) => readonly Precondition[],
];

export const refused = (reasonId: string, triesLost = 0): Expectation => ({
  verdict: 'fail',
  reasonId,
  triesLost,
});
export const passed: Expectation = {verdict: 'pass', reasonId: 'identified'};

export const withPin =
  (order: Partial<InstallOrder> = {}) =>
  (kind: ServiceKind): readonly Precondition[] => [
    cardInUse,
    installed({applications: [townX(kind)], pin: true, ...order}),
  ];

/** A terminal of the town, and what is done with it. */
export const withTerminal =
  (work: (stage: Stage, terminal: ServiceTerminal) => Promise<Ending>) =>
  async (stage: Stage, kind: ServiceKind): Promise<Ending> =>
    work(stage, await serviceTerminal(stage, townX(kind)));

export const usual = (stage: Stage, kind: ServiceKind): Promise<Ending> => identify(stage, kind, servicePin);

/** The usual dialogue with somebody in the line, who comes anew for each play. */
export const between =
  (somebody: () => Between) =>
  (stage: Stage, kind: ServiceKind): Promise<Ending> =>
    usual(withBetween(stage, somebody()), kind);
