import type {Sentence} from '../../protocol/index.ts';
import {type CalendarDate, calendarDate} from '../japan-time.ts';
import {abandonOpen} from './abandon-open.ts';
import {notFrom, otherState, stateAfter, type Transition} from './card-states.ts';
import {
  type Actor,
  knownCard,
  type ManagementContext,
  once,
  performed,
  refuseOpenOperation,
  residentCard,
} from './context.ts';
import {refusal, shown} from './refusals.ts';
import type {CardRow} from './rows.ts';

const movingOut: Sentence = {en: 'moving out', ja: '転出の記録'};

/** A card as an operator sees it: the applications of the operator's own issuer, and how many others there are. */
export interface CardAccount {
  readonly cardId: string;
  readonly state: CardRow['state'];
  readonly residence: string;
  readonly movingOn?: CalendarDate;
  readonly applications: readonly {
    readonly area: string;
    readonly kind: string;
    readonly aid: string;
    readonly userId: string;
    readonly stopped: boolean;
  }[];
  readonly otherIssuers: number;
  /** Request id of an own operation or transition that has not ended. */
  readonly openOperation?: string;
}

export interface Cards {
  /** By the municipality of residence, as arrived. Errors: `-CARD-TAKEN`, `-RESIDENCE`. */
  register(actor: Actor, requestId: string, cardId: string): CardAccount;
  /**
   * By the municipality of residence, where the chip is not at hand: `CardTransitions` changes both together.
   * Errors: `-STATE`, `-RESIDENCE`, `-OPERATION-OPEN` unless it stops the card.
   */
  change(actor: Actor, requestId: string, cardId: string, transition: Transition): CardAccount;
  /** 転出届: from now on nothing begins in the area for ordinances. Errors: as `change`. */
  moveOut(actor: Actor, requestId: string, cardId: string, movingOn: CalendarDate): CardAccount;
  get(actor: Actor, cardId: string): CardAccount;
  /** Of the own issuer's applications, a page behind a card id. */
  all(actor: Actor, after: string, limit: number): string[];
}

/** The registry of cards, their states and what is on them. */
export const openCards = (context: ManagementContext): Cards => {
  const {rows, clock} = context;
  const changed = (
    actor: Actor,
    requestId: string,
    asked: {readonly cardId: string; readonly [name: string]: string},
    operation: 'cards/register' | 'cards/state' | 'cards/move-out',
    next: () => CardRow,
  ): CardAccount =>
    performed(context, actor, operation, asked.cardId, () =>
      once(context, actor.issuer.name, requestId, {operation, ...asked}, () => {
        const card = next();
        rows.cards.put(card);
        return cardAccount(context, actor, card);
      }),
    );

  return {
    register: (actor, requestId, cardId) =>
      changed(actor, requestId, {cardId}, 'cards/register', () => {
        const {type, municipalityCode} = actor.issuer;
        if (type !== 'municipality' || municipalityCode === undefined) {
          throw refusal('RESIDENCE', {en: 'a municipality', ja: '市区町村'});
        }
        if (rows.cards.one({cardId})) {
          throw refusal('CARD-TAKEN', shown(cardId));
        }
        return {cardId, state: 'arrived', residence: municipalityCode, registeredAt: clock.wall()};
      }),
    change: (actor, requestId, cardId, transition) =>
      changed(actor, requestId, {cardId, transition}, 'cards/state', () => {
        const card = residentCard(context, actor, cardId);
        const state = stateAfter(transition, card.state);
        if (!state) {
          throw refusal('STATE', notFrom(transition, card.state));
        }
        if (transition === 'terminate') {
          abandonOpen(context, cardId);
        } else if (transition !== 'suspend') {
          refuseOpenOperation(context, actor, cardId);
        }
        return {...card, state};
      }),
    moveOut: (actor, requestId, cardId, movingOn) =>
      changed(actor, requestId, {cardId, movingOn}, 'cards/move-out', () => {
        const card = residentCard(context, actor, cardId);
        if (card.state !== 'operational') {
          throw refusal('STATE', otherState(movingOut, ['operational'], card.state));
        }
        return {...card, movingOn: calendarDate(movingOn)};
      }),
    get: (actor, cardId) =>
      performed(context, actor, 'cards/read', cardId, () =>
        cardAccount(context, actor, knownCard(context, cardId)),
      ),
    all: (actor, after, limit) =>
      performed(context, actor, 'cards/read', '', () => {
        const own = rows.applications.find({issuer: actor.issuer.name}).map(({cardId}) => cardId);
        return [...new Set(own)].filter((cardId) => cardId > after).slice(0, limit);
      }),
  };
};

const cardAccount = ({rows}: ManagementContext, {issuer}: Actor, card: CardRow): CardAccount => {
  const {cardId, state, residence, movingOn} = card;
  const applications = rows.applications.find({cardId});
  const own = applications.filter((application) => application.issuer === issuer.name);
  const ownOpen = {cardId, state: 'begun', issuer: issuer.name} as const;
  const open = rows.operations.one(ownOpen) ?? rows.transitions.one(ownOpen);
  return {
    cardId,
    state,
    residence,
    ...(movingOn === undefined ? {} : {movingOn}),
    applications: own.map(({area, kind, aid, userId, stopped}) => ({area, kind, aid, userId, stopped})),
    otherIssuers: new Set(applications.map((one) => one.issuer)).size - (own.length > 0 ? 1 : 0),
    ...(open ? {openOperation: open.requestId} : {}),
  };
};
