import {createHash} from 'node:crypto';
import {type Clock, KazasuError, type Random, type Sentence} from '../../protocol/index.ts';
import type {CentreStore} from '../store/centre-store.ts';
import type {AuditLog} from './audit-log.ts';
import type {KeyVault} from './key-vault.ts';
import {refusal, shown} from './refusals.ts';
import {mayPerform, type OperatorOperation, operatorOperations, type Role, roles} from './roles.ts';
import type {CardManagementStore, CardRow, IssuerRow} from './rows.ts';

/** What every part of the card management system leans on. */
export interface ManagementContext {
  readonly store: Pick<CentreStore, 'management' | 'transaction'>;
  readonly rows: CardManagementStore;
  readonly clock: Pick<Clock, 'wall'>;
  readonly random: Random;
  readonly vault: KeyVault;
  readonly audit: AuditLog;
  /** log2 of scrypt's N for new passwords. */
  readonly passwordCost: number;
}

/** An operator who is logged in. */
export interface Actor {
  readonly issuer: IssuerRow;
  readonly operator: string;
  readonly role: Role;
}

/**
 * Does what an operator asks for, if the role covers it: all of it, with its row in the audit log, or nothing; a
 * refusal gets a row of its own. A refusal that the work returns, instead of throwing it, keeps what the work wrote.
 * Error: `KZS-MANAGEMENT-ROLE`, and those of the work.
 */
export const performed = <T>(
  context: ManagementContext,
  actor: Actor,
  operation: OperatorOperation,
  subject: string,
  work: () => T | KazasuError,
): T =>
  audited(context, {issuer: actor.issuer.name, operator: actor.operator, operation, subject}, () => {
    if (!mayPerform(actor.role, operation)) {
      throw refusal('ROLE', otherRole(actor.role, operation));
    }
    return work();
  });

/** Whose work it is, and who asked. */
const otherRole = (role: Role, operation: OperatorOperation): Sentence => {
  const able = operatorOperations[operation];
  return {
    en: `${operation} is for ${able.join(', ')}, and the role of this one is ${role}`,
    ja: `${operation} は${able.map((one) => roles[one].ja).join('・')}の操作で、この操作者は${roles[role].ja}です`,
  };
};

/** Who does what the registrar alone does. */
const registrar = {issuer: '', operator: 'registrar'} as const;

export const performedByRegistrar = <T>(
  context: ManagementContext,
  operation: string,
  subject: string,
  work: () => T,
): T => audited(context, {...registrar, operation, subject}, work);

const audited = <T>(
  {store, clock, audit}: ManagementContext,
  entry: {
    readonly issuer: string;
    readonly operator: string;
    readonly operation: string;
    readonly subject: string;
  },
  work: () => T | KazasuError,
): T => {
  const add = (outcome: string): void => {
    audit.add({...entry, at: clock.wall(), outcome});
  };
  const worked = (): T | KazasuError => {
    try {
      return store.transaction(() => {
        const result = work();
        add(result instanceof KazasuError ? result.id : 'done');
        return result;
      });
    } catch (error) {
      if (error instanceof KazasuError && error.id.startsWith('KZS-MANAGEMENT-')) {
        store.transaction(() => add(error.id));
      }
      throw error;
    }
  };
  const result = worked();
  if (result instanceof KazasuError) {
    throw result;
  }
  return result;
};

/** Does a thing once for each request id of an issuer: who asks again gets the answer of then, and nothing happens. */
export const once = <T>(
  {rows}: ManagementContext,
  issuer: string,
  requestId: string,
  asked: unknown,
  work: () => T,
): T => {
  const requestHash = createHash('sha256').update(canonical(asked)).digest('hex');
  const before = rows.answered.one({issuer, requestId});
  if (before) {
    if (before.requestHash !== requestHash) {
      throw refusal('REQUEST-ID', shown(requestId));
    }
    return JSON.parse(before.answer) as T;
  }
  const answer = JSON.stringify(work());
  rows.answered.add({issuer, requestId, requestHash, answer});
  return JSON.parse(answer) as T;
};

/** JSON whose properties are in one order. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

export const knownCard = ({rows}: ManagementContext, cardId: string): CardRow => {
  const card = rows.cards.one({cardId});
  if (!card) {
    throw refusal('CARD-UNKNOWN', shown(cardId));
  }
  return card;
};

/** The card, where the actor is its municipality of residence. */
export const residentCard = (context: ManagementContext, {issuer}: Actor, cardId: string): CardRow => {
  const card = knownCard(context, cardId);
  if (issuer.type !== 'municipality' || issuer.municipalityCode !== card.residence) {
    throw refusal('RESIDENCE', card.residence);
  }
  return card;
};

/**
 * Refuses while a two-phase commit with the card, of its content or its state, has not ended; its request id is told to
 * its own issuer alone.
 */
export const refuseOpenOperation = (
  {rows}: ManagementContext,
  {issuer}: Pick<Actor, 'issuer'>,
  cardId: string,
): void => {
  const open =
    rows.operations.one({cardId, state: 'begun'}) ?? rows.transitions.one({cardId, state: 'begun'});
  if (open) {
    throw refusal('OPERATION-OPEN', shown(open.issuer === issuer.name ? open.requestId : cardId));
  }
};
