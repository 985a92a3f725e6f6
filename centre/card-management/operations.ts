import {type CardContent, remainingSteps, settlingSteps} from './card-content.ts';
import {
  type Actor,
  knownCard,
  type ManagementContext,
  once,
  performed,
  refuseOpenOperation,
} from './context.ts';
import {type OperationRequest, type PlanParts, planOf} from './operation-request.ts';
import type {CardStep, OperationKind} from './plan.ts';
import {refusal, shown} from './refusals.ts';
import type {OperationRow} from './rows.ts';

/** What is to be done to the card between begin and commit. */
export interface BegunOperation {
  readonly requestId: string;
  readonly kind: OperationKind;
  readonly cardId: string;
  readonly steps: readonly CardStep[];
  readonly userId?: string;
  /** Whether the user's id was typed or looked up. */
  readonly userIdFrom?: 'typed' | 'looked-up';
  /** Version of the issuer's keys that the card's domain has. */
  readonly keyVersion: number;
}

/** How an operation stands. */
export interface OperationAccount extends Omit<BegunOperation, 'userIdFrom' | 'keyVersion'> {
  readonly state: OperationRow['state'];
}

/** What reconciling came to: an end, or what the card still has to do before it is asked again. */
export interface Reconciliation {
  readonly state: OperationRow['state'];
  /** Whether all of it is to be there in the end, or nothing. */
  readonly towards: 'whole' | 'absent';
  readonly steps: readonly CardStep[];
}

/** Two-phase commits with a card: begin here, write the card, commit here. A request id said twice changes nothing. */
export interface Operations {
  /** Errors: those of the guard, `-OPERATION-OPEN`, `-REQUEST-ID`. */
  begin(actor: Actor, requestId: string, request: OperationRequest): BegunOperation;
  /** `content`: GET STATUS of both areas. Errors: `-NOT-WRITTEN`, `-OPERATION-UNKNOWN`, `-OPERATION-ENDED`. */
  commit(actor: Actor, requestId: string, content: readonly CardContent[]): OperationAccount;
  /** After a crash, by what the card shows; by the issuer whose operation it is. Error: `-OPERATION-UNKNOWN`. */
  reconcile(actor: Actor, requestId: string, content: readonly CardContent[]): Reconciliation;
  get(actor: Actor, requestId: string): OperationAccount;
}

export const openOperations = (parts: PlanParts): Operations => {
  const {context} = parts;
  const {rows, clock} = context;
  const known = ({issuer}: Actor, requestId: string): OperationRow => {
    const row = rows.operations.one({issuer: issuer.name, requestId});
    if (!row) {
      throw refusal('OPERATION-UNKNOWN', shown(requestId));
    }
    return row;
  };
  const end = (row: OperationRow, state: 'committed' | 'aborted'): OperationRow => {
    const ended = {...row, state, endedAt: clock.wall()};
    if (state === 'committed') {
      enter(context, ended);
    }
    rows.operations.put(ended);
    return ended;
  };

  return {
    begin: (actor, requestId, request) =>
      performed(context, actor, `operations/${request.kind}`, request.cardId, () =>
        once(context, actor.issuer.name, requestId, request, () => {
          const card = knownCard(context, request.cardId);
          refuseOpenOperation(context, card.cardId);
          const {steps, user} = planOf(parts, actor, card, request);
          const {kind, cardId} = request;
          rows.operations.add({
            issuer: actor.issuer.name,
            requestId,
            operator: actor.operator,
            kind,
            cardId,
            steps,
            ...(user ? {userId: user.userId} : {}),
            state: 'begun',
            begunAt: clock.wall(),
          });
          return {
            requestId,
            kind,
            cardId,
            steps,
            ...(user ? {userId: user.userId, userIdFrom: user.from} : {}),
            keyVersion: actor.issuer.keyVersion,
          };
        }),
      ),
    commit: (actor, requestId, content) =>
      performed(context, actor, 'operations/commit', requestId, () => {
        const row = known(actor, requestId);
        if (row.state === 'committed') {
          return account(row);
        }
        if (row.state !== 'begun') {
          throw refusal('OPERATION-ENDED', `${shown(requestId)}: ${row.state}`);
        }
        const [missing] = remainingSteps(row.steps, content);
        if (missing) {
          throw refusal('NOT-WRITTEN', `${missing.do}: ${missing.area}`);
        }
        return account(end(row, 'committed'));
      }),
    reconcile: (actor, requestId, content) =>
      performed(context, actor, 'operations/reconcile', requestId, () => {
        const row = known(actor, requestId);
        const {towards, steps} = settlingSteps(row.kind, row.steps, content);
        if (row.state !== 'begun') {
          return {state: row.state, towards: row.state === 'committed' ? 'whole' : 'absent', steps: []};
        }
        const ended = steps.length === 0 ? end(row, towards === 'whole' ? 'committed' : 'aborted') : row;
        return {state: ended.state, towards, steps};
      }),
    get: (actor, requestId) =>
      performed(context, actor, 'operations/read', requestId, () => account(known(actor, requestId))),
  };
};

/** Enters into the registry what the card has done. */
const enter = ({rows, clock}: ManagementContext, operation: OperationRow): void => {
  const {issuer, cardId, kind, steps, userId = ''} = operation;
  const since = clock.wall();
  const stopped = (aid: string): boolean => steps.some((step) => step.do === 'lock' && step.aid === aid);
  for (const step of steps) {
    switch (step.do) {
      case 'install': {
        const {area, aid} = step;
        rows.applications.add({
          cardId,
          area,
          issuer,
          kind: step.kind,
          aid,
          userId,
          stopped: stopped(aid),
          since,
        });
        break;
      }
      case 'delete':
        rows.applications.remove({cardId, issuer, aid: step.aid});
        break;
      case 'lock':
      case 'unlock': {
        const row = rows.applications.one({cardId, issuer, aid: step.aid});
        if (row && kind !== 'install') {
          rows.applications.put({...row, stopped: step.do === 'lock', since});
        }
        break;
      }
      case 'empty':
        rows.applications.remove({cardId, area: step.area});
        break;
      default:
    }
  }
  if (kind === 'move-in') {
    moved(rows, issuer, cardId);
  }
};

const moved = (rows: ManagementContext['rows'], issuer: string, cardId: string): void => {
  const card = rows.cards.one({cardId});
  const residence = rows.issuers.one({name: issuer})?.municipalityCode;
  if (card && residence !== undefined) {
    const {movingOn: _, ...rest} = card;
    rows.cards.put({...rest, residence});
  }
};

const account = ({requestId, kind, cardId, steps, userId, state}: OperationRow): OperationAccount => ({
  requestId,
  kind,
  cardId,
  steps,
  ...(userId === undefined ? {} : {userId}),
  state,
});
