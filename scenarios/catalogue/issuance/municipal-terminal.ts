import type {CardAccess, Counter} from '../../../centre/index.ts';
import {type ApduChannel, IssuerSession} from '../../../terminal/index.ts';
import {cardAccess} from '../../card-management/card-access.ts';
import {newCardKeys} from '../../card-management/new-card-keys.ts';
import {channelTo} from '../../engine/card-channel.ts';
import type {Phase} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import type {CardManagementDesk} from '../../world/card-management-desk.ts';

/** The town whose counter the scenarios stand at. */
export const town = 'town-x';

/** A municipality's terminal (統合端末, カードAP搭載端末) with the card in its reader. */
export interface MunicipalTerminal {
  readonly channel: ApduChannel;
  readonly access: CardAccess;
  readonly counter: Counter;
  readonly desk: CardManagementDesk;
}

/** To the card as it lies in the reader now: after it was taken out, another one is needed. */
export const municipalTerminal = async (stage: Stage): Promise<MunicipalTerminal> => {
  const {world} = stage;
  const channel = channelTo(stage);
  const desk = await world.cardManagement();
  const access = cardAccess({channel, random: world.random('municipal-terminal')});
  return {channel, access, desk, counter: desk.counter(access, newCardKeys)};
};

export const issuerSession = (
  stage: Stage,
  {channel}: Pick<MunicipalTerminal, 'channel'>,
): Promise<IssuerSession> => IssuerSession.authenticate(channel, stage.world.issuerKey(stage.cardId));

/**
 * A question to what stands behind the terminal, as a step and an event of its own; what the vendor's system and its
 * lines make one wait (`systemSeconds`) goes before the answer.
 */
export const askSystem = <T>(
  stage: Stage,
  phase: Phase,
  operation: string,
  work: () => T | Promise<T>,
): Promise<T> => {
  const usualMs = Number(stage.parameters['systemSeconds'] ?? 0) * 1000;
  return stage.step(usualMs > 0 ? {...phase, usualMs} : phase, async () => {
    const at = stage.clock.now();
    let outcome = 'refused';
    try {
      const answer = await work();
      outcome = 'done';
      return answer;
    } finally {
      stage.record({type: 'centre', at, end: stage.clock.now(), operation, outcome});
    }
  });
};

/** A step of people that takes so many seconds. */
export const peoplesStep = <T>(
  stage: Stage,
  phase: Phase,
  seconds: number,
  work: () => T | Promise<T>,
): Promise<T> => stage.step({...phase, usualMs: seconds * 1000}, work);
