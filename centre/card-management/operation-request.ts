import type {Sentence} from '../../protocol/index.ts';
import {dayInJapan} from '../japan-time.ts';
import type {Place} from './application-kinds.ts';
import {areas} from './areas.ts';
import {otherState} from './card-states.ts';
import type {Actor, ManagementContext} from './context.ts';
import {lateMove, type MoveIn} from './moving.ts';
import {kindOf} from './own-kinds.ts';
import {permissionRefusal} from './permission.ts';
import {type CardStep, deleteSteps, installSteps, lockSteps, moveInSteps, type PlacedKind} from './plan.ts';
import {type Profiles, refuseTwice} from './profiles.ts';
import {refusal} from './refusals.ts';
import type {ResidentLinkage, UserId} from './resident-linkage.ts';
import type {ApplicationRow, CardRow} from './rows.ts';
import {guardDetail} from './services.ts';
import type {Settings} from './settings.ts';

/** What is asked of a card. */
export type OperationRequest =
  | {
      readonly kind: 'install';
      readonly cardId: string;
      /** A profile, or the applications themselves. */
      readonly profile?: string;
      readonly applications?: readonly Place[];
      /** Typed by the operator; may be left out where a register is linked. */
      readonly userId?: string;
    }
  | {
      readonly kind: 'delete' | 'stop' | 'resume';
      readonly cardId: string;
      readonly applications: readonly Place[];
    }
  | ({readonly kind: 'move-in'; readonly cardId: string} & MoveIn);

/** What will be done to the card. */
export interface Plan {
  readonly steps: readonly CardStep[];
  readonly user?: UserId;
}

export interface PlanParts {
  readonly context: ManagementContext;
  readonly settings: Settings;
  readonly profiles: Profiles;
  readonly linkage: ResidentLinkage;
}

/** What a request comes to, once everything that speaks against it has been asked. Errors: `KZS-MANAGEMENT-…`. */
export const planOf = (parts: PlanParts, actor: Actor, card: CardRow, request: OperationRequest): Plan => {
  const {context} = parts;
  if (request.kind === 'move-in') {
    return moveIn(context, actor, card, request);
  }
  const all = context.rows.applications.find({cardId: card.cardId});
  const held = all.filter(({issuer}) => issuer === actor.issuer.name);
  const places = placesOf(parts, actor, request);
  refuseTwice(places);
  const placed = places.map((place) => placedKind(context, actor, place));
  for (const place of places) {
    guard(parts, actor, card, request.kind, place);
  }
  const {number} = actor.issuer;
  if (request.kind === 'install') {
    refuseTaken(places, held);
    refuseFull(places, all);
    const user = parts.linkage.userId(
      card.cardId,
      request.userId,
      Math.min(64, ...placed.map(({of}) => of.idBytes)),
    );
    return {steps: installSteps(placed, number, held, {stopped: card.state === 'prepared'}), user};
  }
  const named = places.map((place) => ownApplication(place, held));
  if (request.kind === 'delete') {
    return {steps: deleteSteps(placed, number, held)};
  }
  refuseSameState(named, request.kind);
  return {steps: lockSteps(placed, number, request.kind === 'stop' ? 'lock' : 'unlock')};
};

/** A package of an issuer's own is for one area. */
const placedKind = (context: ManagementContext, actor: Actor, place: Place): PlacedKind => {
  const of = kindOf(context, actor, place.kind);
  if (of.own && of.own.area !== place.area) {
    throw refusal('KIND-AREA', `${place.area}/${place.kind}`);
  }
  return {...place, of};
};

const placesOf = (
  {profiles}: PlanParts,
  {issuer}: Actor,
  request: Exclude<OperationRequest, {kind: 'move-in'}>,
): readonly Place[] =>
  'profile' in request && request.profile !== undefined
    ? profiles.named(issuer.name, request.profile).applications
    : (request.applications ?? []);

const guard = (
  {settings}: PlanParts,
  actor: Actor,
  card: CardRow,
  action: 'install' | 'delete' | 'stop' | 'resume',
  {area}: Place,
): void => {
  const {state, residence, movingOn} = card;
  const refused = permissionRefusal({
    action,
    area,
    issuer: actor.issuer,
    card: {state, residence, movingOut: movingOn !== undefined},
    anyCard: settings.read().anyCard,
  });
  if (refused) {
    throw refusal(refused, guardDetail(refused, actor, card, action));
  }
};

const refuseTaken = (places: readonly Place[], held: readonly ApplicationRow[]): void => {
  const taken = places.find((place) => held.some((one) => same(one, place)));
  if (taken) {
    throw refusal('APPLICATION-TAKEN', `${taken.area}/${taken.kind}`);
  }
};

const refuseFull = (places: readonly Place[], all: readonly ApplicationRow[]): void => {
  const full = places.find(({area}) => {
    const count = [...places, ...all].filter((one) => one.area === area).length;
    return count > areas[area].applications;
  });
  if (full) {
    throw refusal('AREA-FULL', areas[full.area].title);
  }
};

const ownApplication = (place: Place, held: readonly ApplicationRow[]): ApplicationRow => {
  const found = held.find((one) => same(one, place));
  if (!found) {
    throw refusal('APPLICATION-UNKNOWN', `${place.area}/${place.kind}`);
  }
  return found;
};

const refuseSameState = (named: readonly ApplicationRow[], kind: 'stop' | 'resume'): void => {
  const same = named.find(({stopped}) => stopped === (kind === 'stop'));
  if (same) {
    const {area, stopped} = same;
    throw refusal('APPLICATION-STATE', {
      en: `${area}/${same.kind} is ${stopped ? 'stopped already' : 'in use already'}`,
      ja: `${area}/${same.kind} はすでに${stopped ? '停止中' : '利用中'}です`,
    });
  }
};

const continuedUse: Sentence = {en: 'continued use', ja: '継続利用'};

const moveIn = (context: ManagementContext, actor: Actor, card: CardRow, move: MoveIn): Plan => {
  const {type, municipalityCode} = actor.issuer;
  if (type !== 'municipality' || municipalityCode === undefined) {
    throw refusal('RESIDENCE', card.residence);
  }
  if (card.movingOn === undefined || municipalityCode === card.residence) {
    throw refusal('STATE', {
      en: 'the holder of this one has not said to move out',
      ja: 'このカードには転出届がありません',
    });
  }
  if (card.state !== 'operational') {
    throw refusal('STATE', otherState(continuedUse, ['operational'], card.state));
  }
  const today = dayInJapan(context.clock.wall());
  if (move.notifiedOn < move.movedOn || today < move.notifiedOn) {
    throw refusal('MOVE-DATES', `${move.movedOn}, ${move.notifiedOn}, ${today}`);
  }
  const late = lateMove(card.movingOn, move, today);
  if (late !== undefined) {
    throw refusal('MOVE-LATE', late);
  }
  return {steps: moveInSteps};
};

const same = (a: Place, b: Place): boolean => a.area === b.area && a.kind === b.kind;
