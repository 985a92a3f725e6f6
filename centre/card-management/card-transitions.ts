import {type LifeCycle, lifeCycleNames, type Sentence} from '../../protocol/index.ts';
import {abandonOpen} from './abandon-open.ts';
import {refuseOtherCard} from './card-content.ts';
import {notFrom, settlesTowards, stateAfter, type Transition} from './card-states.ts';
import {
  type Actor,
  knownCard,
  type ManagementContext,
  once,
  performed,
  refuseOpenOperation,
  residentCard,
} from './context.ts';
import {refusal} from './refusals.ts';
import type {TransitionRow} from './rows.ts';
import {type TwoPhaseCommits, twoPhaseCommits} from './two-phase-commit.ts';

/** What is asked: that system and chip change together. */
export interface TransitionRequest {
  readonly cardId: string;
  readonly transition: Transition;
}

/** What a chip says of itself, and which card's it is. */
export interface ChipReading {
  readonly cardId: string;
  readonly chip: LifeCycle;
}

/** How a transition stands. The chip is written between begin and commit. */
export interface TransitionAccount extends TransitionRequest {
  readonly requestId: string;
  readonly from: LifeCycle;
  readonly to: LifeCycle;
  readonly state: TransitionRow['state'];
}

/** What reconciling came to: an end, or the state that the chip is still to be given before it is asked again. */
export interface TransitionReconciliation {
  readonly state: TransitionRow['state'];
  readonly towards: 'whole' | 'absent';
  readonly write?: LifeCycle;
}

/** Two-phase commits of a card's state with its chip: begin here, write the chip, commit here. Bench-defined, C181. */
export interface CardTransitions {
  /** By the municipality of residence; the state stays. Errors: as those of `Cards.change`, `-REQUEST-ID`. */
  begin(actor: Actor, requestId: string, request: TransitionRequest): TransitionAccount;
  /** Errors: `-CHIP`, `-WRONG-CARD`, `-OPERATION-UNKNOWN`, `-OPERATION-ENDED`. */
  commit(actor: Actor, requestId: string, reading: ChipReading): TransitionAccount;
  /** After a cut, by what the chip says. Errors: `-CHIP` where it says neither state, `-WRONG-CARD`, `-OPERATION-UNKNOWN`. */
  reconcile(actor: Actor, requestId: string, reading: ChipReading): TransitionReconciliation;
  get(actor: Actor, requestId: string): TransitionAccount;
}

export const openCardTransitions = (context: ManagementContext): CardTransitions => {
  const {rows, clock} = context;
  const commits = twoPhaseCommits(context, rows.transitions, ({cardId, requestId, reaches}) => {
    if (reaches === 'terminated') {
      abandonOpen(context, cardId, requestId);
    }
    rows.cards.put({...knownCard(context, cardId), state: reaches});
  });

  return {
    begin: (actor, requestId, request) =>
      performed(context, actor, 'transitions/begin', request.cardId, () =>
        once(context, actor.issuer.name, requestId, {operation: 'transitions/begin', ...request}, () => {
          const {cardId, transition} = request;
          const card = residentCard(context, actor, cardId);
          const to = stateAfter(transition, card.state);
          if (!to) {
            throw refusal('STATE', notFrom(transition, card.state));
          }
          refuseOpenOperation(context, actor, cardId);
          const row: TransitionRow = {
            issuer: actor.issuer.name,
            requestId,
            operator: actor.operator,
            cardId,
            transition,
            leaves: card.state,
            reaches: to,
            state: 'begun',
            begunAt: clock.wall(),
          };
          rows.transitions.add(row);
          return account(row);
        }),
      ),
    commit: (actor, requestId, reading) =>
      performed(context, actor, 'transitions/commit', requestId, () =>
        account(
          commits.commit(actor, requestId, (row) => {
            refuseOtherCard(row, reading);
            if (reading.chip !== row.reaches) {
              throw refusal('CHIP', otherChip([row.reaches], reading.chip));
            }
          }),
        ),
      ),
    reconcile: (actor, requestId, reading) =>
      performed(context, actor, 'transitions/reconcile', requestId, () =>
        settled(commits.known(actor, requestId), reading, commits.end),
      ),
    get: (actor, requestId) =>
      performed(context, actor, 'transitions/read', requestId, () =>
        account(commits.known(actor, requestId)),
      ),
  };
};

/** A chip goes forward only: what it has, the system follows, and what it has not is settled by the transition. */
const settled = (
  row: TransitionRow,
  reading: ChipReading,
  end: TwoPhaseCommits<TransitionRow>['end'],
): TransitionReconciliation => {
  const {leaves: from, reaches: to, transition, state} = row;
  if (state !== 'begun') {
    return {state, towards: state === 'committed' ? 'whole' : 'absent'};
  }
  refuseOtherCard(row, reading);
  const {chip} = reading;
  if (chip === to) {
    return {state: end(row, 'committed').state, towards: 'whole'};
  }
  if (chip !== from) {
    throw refusal('CHIP', otherChip([from, to], chip));
  }
  const towards = settlesTowards(transition);
  return towards === 'whole' ? {state, towards, write: to} : {state: end(row, 'aborted').state, towards};
};

const otherChip = (expected: readonly LifeCycle[], chip: LifeCycle): Sentence => ({
  en: `it is ${chip} instead of ${expected.join(' or ')}`,
  ja: `${expected.map((one) => lifeCycleNames[one].ja).join('・')}ではなく${lifeCycleNames[chip].ja}です`,
});

const account = ({
  requestId,
  cardId,
  transition,
  leaves,
  reaches,
  state,
}: TransitionRow): TransitionAccount => ({
  requestId,
  cardId,
  transition,
  from: leaves,
  to: reaches,
  state,
});
