import type {Sentence} from '../../protocol/index.ts';
import {idOnCard} from './application-kinds.ts';
import {areas} from './areas.ts';
import {
  type CardReading,
  type ReadBack,
  refuseOtherCard,
  remainingSteps,
  settlingSteps,
} from './card-content.ts';
import {type Actor, knownCard, once, performed, refuseOpenOperation} from './context.ts';
import {enterOperation} from './enter-operation.ts';
import {type OperationRequest, type PlanParts, planOf} from './operation-request.ts';
import {kindOf} from './own-kinds.ts';
import type {CardStep, OperationKind} from './plan.ts';
import {refusal, shown} from './refusals.ts';
import type {OperationRow} from './rows.ts';
import {twoPhaseCommits} from './two-phase-commit.ts';

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
  readonly readBack: readonly ReadBack[];
  /** Once it has been decided to take it back. */
  readonly towards?: 'absent';
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
  /**
   * What an application tells behind its personalisation; undefined where the channel does not encrypt answers. Another
   * id than was begun with is refused (`-READ-BACK`), and from then on the operation is taken back and nothing else.
   * Errors: `-APPLICATION-UNKNOWN`, `-OPERATION-UNKNOWN`, `-OPERATION-ENDED`.
   */
  readBack(actor: Actor, requestId: string, aid: string, id: Uint8Array | undefined): OperationAccount;
  /** Errors: `-NOT-WRITTEN`, `-WRONG-CARD`, `-OPERATION-UNKNOWN`, `-OPERATION-ENDED`. */
  commit(actor: Actor, requestId: string, reading: CardReading): OperationAccount;
  /** After a crash, by what the card shows; by the issuer whose operation it is. Errors: `-WRONG-CARD`, `-OPERATION-UNKNOWN`. */
  reconcile(actor: Actor, requestId: string, reading: CardReading): Reconciliation;
  get(actor: Actor, requestId: string): OperationAccount;
}

export const openOperations = (parts: PlanParts): Operations => {
  const {context} = parts;
  const {rows, clock} = context;
  const commits = twoPhaseCommits(context, rows.operations, (row) => enterOperation(context, row));

  return {
    begin: (actor, requestId, request) =>
      performed(context, actor, `operations/${request.kind}`, request.cardId, () =>
        once(context, actor.issuer.name, requestId, request, () => {
          const card = knownCard(context, request.cardId);
          refuseOpenOperation(context, actor, card.cardId);
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
    readBack: (actor, requestId, aid, id) =>
      performed(context, actor, 'operations/read-back', requestId, () => {
        const row = commits.open(actor, requestId);
        refuseTakenBack(row);
        const step = row.steps.find((one) => one.do === 'read-back' && one.aid === aid);
        if (step?.do !== 'read-back') {
          throw refusal('APPLICATION-UNKNOWN', aid);
        }
        if (id && Buffer.compare(id, idOnCard(kindOf(context, actor, step.kind), row.userId ?? '')) !== 0) {
          rows.operations.put({...row, towards: 'absent'});
          return refusal('READ-BACK', aid);
        }
        const others = (row.readBack ?? []).filter((one) => one.aid !== aid);
        const read = {...row, readBack: [...others, {aid, told: id ? 'same' : 'nothing'} as const]};
        rows.operations.put(read);
        return account(read);
      }),
    commit: (actor, requestId, reading) =>
      performed(context, actor, 'operations/commit', requestId, () =>
        account(
          commits.commit(actor, requestId, (row) => {
            refuseOtherCard(row, reading);
            refuseTakenBack(row);
            const [missing] = remainingSteps(row, reading.content);
            if (missing) {
              throw refusal('NOT-WRITTEN', notDone(missing));
            }
          }),
        ),
      ),
    reconcile: (actor, requestId, reading) =>
      performed(context, actor, 'operations/reconcile', requestId, () => {
        const row = commits.known(actor, requestId);
        if (row.state !== 'begun') {
          return {state: row.state, towards: row.state === 'committed' ? 'whole' : 'absent', steps: []};
        }
        refuseOtherCard(row, reading);
        const {towards, steps} = settlingSteps(row, reading.content);
        if (steps.length === 0) {
          const {state} = commits.end(row, towards === 'whole' ? 'committed' : 'aborted');
          return {state, towards, steps};
        }
        if (towards === 'absent') {
          rows.operations.put({...row, towards});
        }
        return {state: row.state, towards, steps};
      }),
    get: (actor, requestId) =>
      performed(context, actor, 'operations/read', requestId, () => account(commits.known(actor, requestId))),
  };
};

/** Names the step as the plan does. */
const notDone = (step: CardStep): Sentence => {
  const {title} = areas[step.area];
  const aid = 'aid' in step ? step.aid : undefined;
  return {
    en: `the step ${step.do}${aid ? ` of ${aid}` : ''} in the ${title.en} is not`,
    ja: `${title.ja}の手順 ${step.do}${aid ? `(${aid})` : ''}が済んでいません`,
  };
};

const refuseTakenBack = ({requestId, towards}: OperationRow): void => {
  if (towards === 'absent') {
    throw refusal('OPERATION-ENDED', {
      en: `${shown(requestId)} is to be taken back; reconcile it`,
      ja: `${shown(requestId)} は取り消す必要があります。照合してください`,
    });
  }
};

const account = ({
  requestId,
  kind,
  cardId,
  steps,
  userId,
  state,
  readBack = [],
  towards,
}: OperationRow): OperationAccount => ({
  requestId,
  kind,
  cardId,
  steps,
  ...(userId === undefined ? {} : {userId}),
  state,
  readBack,
  ...(towards === undefined ? {} : {towards}),
});
