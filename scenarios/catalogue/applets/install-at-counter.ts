import {
  type CardManagement,
  type CardReading,
  type OperationRequest,
  openCounter,
  type Role,
} from '../../../centre/index.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import type {Stage} from '../../engine/stage.ts';
import type {TestIssuer} from '../../world/card-management-desk.ts';
import {appletPhases as p} from './phases.ts';
import {steppedAccess} from './stepped-access.ts';
import {type Installed, userId} from './town-service.ts';

export interface CounterOrder {
  readonly application: Installed;
  /** Whose operator, where it is not the application's issuer. */
  readonly by?: TestIssuer;
  readonly role?: Role;
  readonly requestId: string;
  /** Undefined where a linked register knows it. */
  readonly userId?: string | undefined;
  /** Of another card than the one in the reader, where somebody mixes cards up. */
  readonly cardId?: string;
  /** Keys of the areas, where the terminal has others. */
  readonly areaKeys?: typeof newCardKeys;
}

/**
 * カードAP搭載端末: begin at the system, write the card, commit at the system; each command and question is a step, so
 * that each can be cut.
 */
export const installAtCounter = async (
  stage: Stage,
  {application, role = 'installer', by, requestId, areaKeys = newCardKeys, ...given}: CounterOrder,
): Promise<void> => {
  const {management, ...desk} = await stage.world.cardManagement();
  const {issuer, area, kind} = application;
  const token = await desk.token(by ?? issuer, role);
  const actor = management.operators.actor(token);
  const access = steppedAccess(stage);
  const cardId = given.cardId ?? (await access.cardId());
  const id = 'userId' in given ? given.userId : userId;
  const request: OperationRequest = {
    kind: 'install',
    cardId,
    applications: [{area, kind}],
    ...(id === undefined ? {} : {userId: id}),
  };
  await stage.step(p.begin, () => management.operations.begin(actor, requestId, request));
  const written = commitLater(management);
  const counter = openCounter({management: written.management, access, areaKeys});
  await counter.perform(token, requestId, request);
  const reading = written.reading() ?? {cardId, content: []};
  await stage.step(p.commit, () => management.operations.commit(actor, requestId, reading));
};

/** The same system, to which what the card holds is told in a question of its own. */
const commitLater = (
  management: CardManagement,
): {readonly management: CardManagement; reading(): CardReading | undefined} => {
  let seen: CardReading | undefined;
  const {operations} = management;
  return {
    management: {
      ...management,
      operations: {
        ...operations,
        commit(actor, requestId, reading) {
          seen = reading;
          return operations.get(actor, requestId);
        },
      },
    },
    reading: () => seen,
  };
};
