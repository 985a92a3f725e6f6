import type {LifeCycle} from '../../protocol/index.ts';
import {stateAfter, type Transition, transitions} from './card-states.ts';
import {
  type Actor,
  type ManagementContext,
  once,
  performed,
  refuseOpenOperation,
  residentCard,
} from './context.ts';
import {refusal, shown} from './refusals.ts';
import type {OperationRow} from './rows.ts';

/** A change of state that system and card go through together, and how it stands. */
export interface CardChange {
  readonly requestId: string;
  readonly cardId: string;
  readonly transition: Transition;
  readonly to: LifeCycle;
  readonly state: OperationRow['state'];
}

/**
 * Two-phase commits of a card's state: begin here, write the chip, commit here with what GET STATUS of the chip says.
 * By the municipality of residence. A request id said twice changes nothing. Bench-defined, C190
 */
export interface CardChanges {
  /** The state stays until the commit. Errors: `-STATE`, `-RESIDENCE`, `-OPERATION-OPEN`, `-REQUEST-ID`. */
  begin(actor: Actor, requestId: string, cardId: string, transition: Transition): CardChange;
  /** Errors: `-NOT-WRITTEN` unless the chip is there, `-OPERATION-UNKNOWN`, `-OPERATION-ENDED`. */
  commit(actor: Actor, requestId: string, chip: LifeCycle): CardChange;
  /** After a cut, by what the chip shows: committed where it was written, aborted where not. Errors: as `commit`. */
  reconcile(actor: Actor, requestId: string, chip: LifeCycle): CardChange;
}

export const openCardChanges = (context: ManagementContext): CardChanges => {
  const {rows, clock} = context;
  const end = (actor: Actor, row: ChangeRow, state: 'committed' | 'aborted'): CardChange => {
    const card = residentCard(context, actor, row.cardId);
    if (state === 'committed') {
      rows.cards.put({...card, state: transitions[row.kind].to});
    }
    rows.operations.put({...row, state, endedAt: clock.wall()});
    return changeOf({...row, state});
  };

  return {
    begin: (actor, requestId, cardId, transition) =>
      performed(context, actor, 'cards/state', cardId, () =>
        once(context, actor.issuer.name, requestId, {operation: 'cards/state', cardId, transition}, () => {
          const card = residentCard(context, actor, cardId);
          refuseOpenOperation(context, cardId);
          if (!stateAfter(transition, card.state)) {
            throw refusal('STATE', `${transition}: ${card.state}`);
          }
          const row: ChangeRow = {
            issuer: actor.issuer.name,
            requestId,
            operator: actor.operator,
            kind: transition,
            cardId,
            steps: [],
            state: 'begun',
            begunAt: clock.wall(),
          };
          rows.operations.add(row);
          return changeOf(row);
        }),
      ),
    commit: (actor, requestId, chip) =>
      performed(context, actor, 'cards/state', requestId, () => {
        const row = known(context, actor, requestId);
        if (row.state === 'committed') {
          return changeOf(row);
        }
        if (row.state !== 'begun') {
          throw refusal('OPERATION-ENDED', `${shown(requestId)}: ${row.state}`);
        }
        const {state} = residentCard(context, actor, row.cardId);
        if (chip !== stateAfter(row.kind, state)) {
          throw refusal('NOT-WRITTEN', `${row.kind}: ${chip}`);
        }
        return end(actor, row, 'committed');
      }),
    reconcile: (actor, requestId, chip) =>
      performed(context, actor, 'cards/state', requestId, () => {
        const row = known(context, actor, requestId);
        if (row.state !== 'begun') {
          return changeOf(row);
        }
        const {state} = residentCard(context, actor, row.cardId);
        if (chip !== state && chip !== stateAfter(row.kind, state)) {
          throw refusal('NOT-WRITTEN', `${row.kind}: ${chip}`);
        }
        return end(actor, row, chip === state ? 'aborted' : 'committed');
      }),
  };
};

type ChangeRow = OperationRow & {readonly kind: Transition};

const isChange = (row: OperationRow): row is ChangeRow => Object.hasOwn(transitions, row.kind);

const known = ({rows}: ManagementContext, {issuer}: Actor, requestId: string): ChangeRow => {
  const row = rows.operations.one({issuer: issuer.name, requestId});
  if (!row || !isChange(row)) {
    throw refusal('OPERATION-UNKNOWN', shown(requestId));
  }
  return row;
};

const changeOf = ({requestId, cardId, kind, state}: ChangeRow): CardChange => ({
  requestId,
  cardId,
  transition: kind,
  to: transitions[kind].to,
  state,
});
