import {KazasuError} from '../../protocol/index.ts';
import {idOnCard, type Place} from './application-kinds.ts';
import {type AreaName, areaNames} from './areas.ts';
import {type AreaSession, type CardAccess, CardRefused} from './card-access.ts';
import {
  type CardContent,
  type CardReading,
  lostSince,
  refuseOtherCard,
  remainingSteps,
} from './card-content.ts';
import type {CardManagement} from './card-management.ts';
import type {KnownDomainKeys} from './domain-keys.ts';
import type {OperationRequest} from './operation-request.ts';
import type {OperationAccount, Reconciliation} from './operations.ts';
import type {CardObject, CardStep} from './plan.ts';
import {type RefusalName, refusal, refusalId} from './refusals.ts';

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
   * on the card. A card that refuses is taken back to what it was. Errors: `CardRefused`, `CardGone`, `-READ-BACK`.
   */
  write(token: string, requestId: string): Promise<CardReading>;
  /** Brings card and system to the same state again after a crash: whole or absent, and once absent not whole again. */
  reconcile(token: string, requestId: string): Promise<Reconciliation>;
}

export const openCounter = (parts: CounterParts): Counter => {
  const {management, access, areaKeys} = parts;
  const {operations} = management;

  const areaSession = (area: AreaName, cardId: string): Promise<AreaSession> =>
    access.openArea(area, areaKeys(area, cardId));
  /** The card's, and no other one's. */
  const readingOf = async (cardId: string): Promise<CardReading> => {
    refuseOtherCard({cardId}, {cardId: await access.cardId()});
    const content: CardContent[] = [];
    for (const area of areaNames) {
      const session = await areaSession(area, cardId);
      content.push(...(await session.status()));
    }
    return {cardId, content};
  };
  const doSteps = async (
    token: string,
    operation: OperationAccount,
    steps: readonly CardStep[],
  ): Promise<void> => {
    const {cardId} = operation;
    const written = new Set<string>();
    for (const step of steps) {
      const session =
        runsBy(step) === 'area'
          ? await areaSession(step.area, cardId)
          : await access.openArea(
              step.area,
              (format) => [management.keys.domain(token, cardId, step.area, format)],
              management.keys.domainAid(token, step.area),
            );
      await doStep({...parts, token, operation, written}, session, step);
    }
  };
  const reconcile = async (token: string, requestId: string): Promise<Reconciliation> => {
    const actor = management.operators.actor(token);
    const operation = operations.get(actor, requestId);
    const first = operations.reconcile(actor, requestId, await readingOf(operation.cardId));
    if (first.steps.length === 0) {
      return first;
    }
    await doSteps(token, operation, first.steps);
    return operations.reconcile(actor, requestId, await readingOf(operation.cardId));
  };

  const write = async (
    token: string,
    operation: OperationAccount,
    {content}: CardReading,
  ): Promise<CardReading> => {
    const {requestId, cardId, towards} = operation;
    if (towards === 'absent' || lostSince(operation, content)) {
      await reconcile(token, requestId);
      return readingOf(cardId);
    }
    try {
      await doSteps(token, operation, remainingSteps(operation, content));
    } catch (error) {
      if (error instanceof CardRefused || takesBack(error)) {
        await reconcile(token, requestId);
      }
      throw error;
    }
    return readingOf(cardId);
  };

  return {
    async perform(token, requestId, request) {
      const actor = management.operators.actor(token);
      // A card that does not open its areas is not begun with: nobody could take it back.
      const before = await readingOf(request.cardId);
      operations.begin(actor, requestId, request);
      const operation = operations.get(actor, requestId);
      if (operation.state !== 'begun') {
        return operation;
      }
      const reading = await write(token, operation, before);
      const written = operations.get(actor, requestId);
      return written.state === 'begun' ? operations.commit(actor, requestId, reading) : written;
    },
    async write(token, requestId) {
      const operation = operations.get(management.operators.actor(token), requestId);
      return write(token, operation, await readingOf(operation.cardId));
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
  /** AIDs of what has been personalised in this run. */
  readonly written: Set<string>;
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
    case 'read-back':
      return readBack(parts, session, step);
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

const personalised = async (
  {management, token, initialPin, written, operation: {cardId, userId = ''}}: StepParts,
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
  written.add(aid);
};

/** The id is told to the system: what was written must be there. */
const readBack = async (
  {management, token, written, operation: {requestId}}: StepParts,
  session: AreaSession,
  {aid, kind}: Extract<CardStep, {do: 'read-back'}>,
): Promise<void> => {
  const actor = management.operators.actor(token);
  const found = await session.readId(aid, management.kinds.named(actor, kind).own ? 'own-kind' : 'basic');
  if (!found && !written.has(aid)) {
    // A card that tells no id may hold anybody's; only who wrote it just now knows. Bench-defined, C220.
    throw refusal('NOT-WRITTEN', {
      en: `the application ${aid} was found written and tells no id`,
      ja: `アプリケーション ${aid} は書き込み済みですが、IDを読み出せません`,
    });
  }
  management.operations.readBack(actor, requestId, aid, found);
};

/** Refusals in the middle of the writing behind which an installation is taken back; `-OPERATION-ENDED` by whom is told. */
const takingBack: readonly RefusalName[] = ['READ-BACK', 'NOT-WRITTEN', 'OPERATION-ENDED'];

const takesBack = (error: unknown): boolean =>
  error instanceof KazasuError && takingBack.some((name) => error.id === refusalId(name));

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
