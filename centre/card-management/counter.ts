import {KazasuError} from '../../protocol/index.ts';
import {idOnCard, type Place} from './application-kinds.ts';
import {type AreaName, areaNames} from './areas.ts';
import {type AreaSession, type CardAccess, CardRefused} from './card-access.ts';
import {type CardContent, remainingSteps} from './card-content.ts';
import type {CardManagement} from './card-management.ts';
import type {KnownDomainKeys} from './domain-keys.ts';
import type {OperationRequest} from './operation-request.ts';
import type {OperationAccount, Reconciliation} from './operations.ts';
import type {CardObject, CardStep} from './plan.ts';
import {refusal, refusalId, shown} from './refusals.ts';

export interface CounterParts {
  readonly management: CardManagement;
  readonly access: CardAccess;
  /** Keys that an area's own domain may have on a card; whoever made the card knows them. */
  readonly areaKeys: (area: AreaName, cardId: string) => KnownDomainKeys;
  /** Asks the holder for the initial PIN of an application that may have one; wiped behind its use. Default: none. */
  readonly initialPin?: (place: Place, cardId: string) => Promise<Uint8Array | undefined>;
}

/** A place where cards are written (カードAP搭載端末): system and card are kept alike. */
export interface Counter {
  /**
   * Begins, writes the card, commits. Said again after a crash with the same request id, it goes on where it was.
   * A card that refuses is taken back to what it was. Errors: `CardRefused`, `CardGone`, `KZS-MANAGEMENT-…`.
   */
  perform(token: string, requestId: string, request: OperationRequest): Promise<OperationAccount>;
  /**
   * The card's part alone, between begin and commit: does what is still to be done and resolves with what then stands
   * on the card. A card that refuses is taken back to what it was. Errors: `CardRefused`, `CardGone`.
   */
  write(token: string, requestId: string): Promise<CardContent[]>;
  /** Brings card and system to the same state again after a crash: whole or absent. */
  reconcile(token: string, requestId: string): Promise<Reconciliation>;
}

export const openCounter = (parts: CounterParts): Counter => {
  const {management, access, areaKeys} = parts;
  const {operations} = management;

  const checkCard = async (cardId: string): Promise<void> => {
    const there = await access.cardId();
    if (there !== cardId) {
      throw refusal('WRONG-CARD', shown(there));
    }
  };
  const areaSession = (area: AreaName, cardId: string): Promise<AreaSession> =>
    access.openArea(area, areaKeys(area, cardId));
  const contentOf = async (cardId: string): Promise<CardContent[]> => {
    const found: CardContent[] = [];
    for (const area of areaNames) {
      const session = await areaSession(area, cardId);
      found.push(...(await session.status()));
    }
    return found;
  };
  const doSteps = async (
    token: string,
    operation: OperationAccount,
    steps: readonly CardStep[],
  ): Promise<void> => {
    const {cardId} = operation;
    for (const step of steps) {
      const session =
        runsBy(step) === 'area'
          ? await areaSession(step.area, cardId)
          : await access.openArea(
              step.area,
              (format) => [management.keys.domain(token, cardId, step.area, format)],
              management.keys.domainAid(token, step.area),
            );
      await doStep({...parts, token, operation}, session, step);
    }
  };
  const reconcile = async (token: string, requestId: string): Promise<Reconciliation> => {
    const actor = management.operators.actor(token);
    const operation = operations.get(actor, requestId);
    await checkCard(operation.cardId);
    const first = operations.reconcile(actor, requestId, await contentOf(operation.cardId));
    if (first.steps.length === 0) {
      return first;
    }
    await doSteps(token, operation, first.steps);
    return operations.reconcile(actor, requestId, await contentOf(operation.cardId));
  };

  const write = async (
    token: string,
    operation: OperationAccount,
    content: readonly CardContent[],
  ): Promise<CardContent[]> => {
    const {requestId, cardId} = operation;
    try {
      await doSteps(token, operation, remainingSteps(operation.steps, content));
    } catch (error) {
      if (error instanceof CardRefused || isReadBack(error)) {
        await reconcile(token, requestId);
      }
      throw error;
    }
    return contentOf(cardId);
  };

  return {
    async perform(token, requestId, request) {
      const actor = management.operators.actor(token);
      await checkCard(request.cardId);
      // A card that does not open its areas is not begun with: nobody could take it back.
      const content = await contentOf(request.cardId);
      operations.begin(actor, requestId, request);
      const operation = operations.get(actor, requestId);
      return operation.state === 'begun'
        ? operations.commit(actor, requestId, await write(token, operation, content))
        : operation;
    },
    async write(token, requestId) {
      const operation = operations.get(management.operators.actor(token), requestId);
      await checkCard(operation.cardId);
      return write(token, operation, await contentOf(operation.cardId));
    },
    reconcile,
  };
};

/** Whose domain a step is done in; the area's rules everything in it. */
const runsBy = (step: CardStep): 'area' | 'issuer' =>
  step.do === 'create-domain' || step.do === 'empty' || (step.do === 'delete' && step.object === 'domain')
    ? 'area'
    : 'issuer';

interface StepParts extends Pick<CounterParts, 'management' | 'initialPin'> {
  readonly token: string;
  readonly operation: OperationAccount;
}

const doStep = async (parts: StepParts, session: AreaSession, step: CardStep): Promise<void> => {
  const {management, token, operation} = parts;
  const {cardId} = operation;
  const actor = management.operators.actor(token);
  switch (step.do) {
    case 'create-domain':
      return session.createDomain(step.aid, (format) =>
        management.keys.domain(token, cardId, step.area, format),
      );
    case 'load':
      return session.load(step.aid, management.kinds.program(actor, step.kind, step.aid).cap);
    case 'install': {
      const {aid, kind, loadFile} = step;
      return session.install(aid, {loadFile, module: management.kinds.program(actor, kind, loadFile).module});
    }
    case 'personalise':
      return personalised(parts, session, step);
    case 'lock':
      return session.lock(step.aid);
    case 'unlock':
      return session.unlock(step.aid);
    case 'delete':
      return session.delete(step.aid);
    case 'empty':
      return emptied(session);
    default:
      return step satisfies never;
  }
};

/** Writes the data, and reads the id back where the card tells it: what was written must be there. */
const personalised = async (
  {management, token, initialPin, operation: {cardId, userId = ''}}: StepParts,
  session: AreaSession,
  {aid, area, kind}: Extract<CardStep, {do: 'personalise'}>,
): Promise<void> => {
  const of = management.kinds.named(management.operators.actor(token), kind);
  const {mutualAuthentication} = of;
  const id = idOnCard(of, userId);
  const pin = mutualAuthentication ? await initialPin?.({area, kind}, cardId) : undefined;
  try {
    await session.personalise(aid, {
      id,
      ...(mutualAuthentication ? {authenticationKey: management.keys.application(token, cardId, aid)} : {}),
      ...(pin ? {pin} : {}),
    });
  } finally {
    pin?.fill(0);
  }
  const found = await session.readId(aid);
  if (found && Buffer.compare(found, id) !== 0) {
    // It goes at once, so that whoever reconciles finds an installation that is not whole.
    await session.delete(aid);
    throw refusal('READ-BACK', aid);
  }
};

const isReadBack = (error: unknown): boolean =>
  error instanceof KazasuError && error.id === refusalId('READ-BACK');

/** An instance goes before its load file, and both before their domain. */
const emptyingOrder: readonly CardObject[] = ['instance', 'load-file', 'domain'];

const emptied = async (session: AreaSession): Promise<void> => {
  const content = await session.status();
  for (const object of emptyingOrder) {
    for (const {aid} of content.filter((one) => one.object === object)) {
      await session.delete(aid);
    }
  }
};
