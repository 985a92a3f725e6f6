import type {Sentence} from '../../protocol/index.ts';
import type {ApplicationKind, Place} from './application-kinds.ts';
import type {AreaName} from './areas.ts';
import {type Actor, knownCard, type ManagementContext, performed} from './context.ts';
import {kindOf} from './own-kinds.ts';
import {type ApplicationAction, notInState, permissionRefusal} from './permission.ts';
import {refusal, shown} from './refusals.ts';
import type {CardRow, ServiceRow} from './rows.ts';
import type {Settings} from './settings.ts';

export type ServiceAccount = Omit<ServiceRow, 'issuer'>;

/** What a service is told of the card in front of it. */
export interface Use {
  readonly aid: string;
  readonly userId: string;
}

export interface Services {
  /** A service that uses an application of the issuer; several may use one. Errors: `-SERVICE-TAKEN`, `-KIND-UNKNOWN`. */
  add(actor: Actor, name: string, place: Place): ServiceAccount;
  /** Stops or resumes a service on all cards. Error: `-SERVICE-UNKNOWN`. */
  set(actor: Actor, name: string, stopped: boolean): ServiceAccount;
  all(actor: Actor): ServiceAccount[];
  /**
   * Whether a service may use a card now (カード運用状態による利用制限). Errors: `-SERVICE-STOPPED`, `-STATE`,
   * `-MOVING`, `-APPLICATION-UNKNOWN`, `-APPLICATION-STOPPED`, those of the guard.
   */
  use(actor: Actor, name: string, cardId: string): Use;
}

/** The services of issuers, and whether they may use a card. */
export const openServices = (context: ManagementContext, settings: Settings): Services => {
  const {rows} = context;
  const known = ({issuer}: Actor, name: string): ServiceRow => {
    const row = rows.services.one({issuer: issuer.name, name});
    if (!row) {
      throw refusal('SERVICE-UNKNOWN', shown(name));
    }
    return row;
  };
  return {
    add: (actor, name, {area, kind}) =>
      performed(context, actor, 'services/change', name, () => {
        kindOf(context, actor, kind);
        const row = {issuer: actor.issuer.name, name, area, kind, stopped: false};
        if (rows.services.one({issuer: row.issuer, name})) {
          throw refusal('SERVICE-TAKEN', shown(name));
        }
        rows.services.add(row);
        return account(row);
      }),
    set: (actor, name, stopped) =>
      performed(context, actor, 'services/change', name, () => {
        const row = {...known(actor, name), stopped};
        rows.services.put(row);
        return account(row);
      }),
    all: (actor) =>
      performed(context, actor, 'services/read', '', () =>
        rows.services.find({issuer: actor.issuer.name}).map(account),
      ),
    use: (actor, name, cardId) =>
      performed(context, actor, 'use', cardId, () => {
        const {area, kind, stopped} = known(actor, name);
        if (stopped) {
          throw refusal('SERVICE-STOPPED', shown(name));
        }
        const card = knownCard(context, cardId);
        const question = {
          action: 'use',
          area,
          issuer: actor.issuer,
          anyCard: settings.read().anyCard,
        } as const;
        const refused = permissionRefusal({
          ...question,
          card: {...card, movingOut: card.movingOn !== undefined},
        });
        if (refused) {
          throw refusal(refused, guardDetail(refused, actor, card, 'use'));
        }
        return usable(context, actor, cardId, area, kind);
      }),
  };
};

const usable = (
  {rows}: ManagementContext,
  {issuer}: Actor,
  cardId: string,
  area: AreaName,
  kind: ApplicationKind,
): Use => {
  const application = rows.applications.one({cardId, area, issuer: issuer.name, kind});
  if (!application) {
    throw refusal('APPLICATION-UNKNOWN', `${area}/${kind}`);
  }
  if (application.stopped) {
    throw refusal('APPLICATION-STOPPED', `${area}/${kind}`);
  }
  return {aid: application.aid, userId: application.userId};
};

/** What a refusal of the guard tells. */
export const guardDetail = (
  refused: NonNullable<ReturnType<typeof permissionRefusal>>,
  {issuer}: Actor,
  {cardId, residence, state}: Pick<CardRow, 'cardId' | 'residence' | 'state'>,
  action: ApplicationAction,
): string | Sentence => {
  switch (refused) {
    case 'STATE':
      return notInState(action, state);
    case 'MOVING':
      return shown(cardId);
    case 'AREA-ISSUER':
      return issuer.type;
    case 'AREA-RESIDENCE':
    case 'ANY-CARD':
      return residence;
    default:
      return issuer.name;
  }
};

const account = ({issuer: _, ...row}: ServiceRow): ServiceAccount => row;
