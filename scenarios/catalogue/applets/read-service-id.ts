import {inTransaction, ServiceSession} from '../../../terminal/index.ts';
import {channelTo} from '../../engine/card-channel.ts';
import {Refused} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {accessTo} from './card-at-terminal.ts';
import {appletPhases as p} from './phases.ts';
import {idText, pinBytes, type ServiceTerminal} from './town-service.ts';

/** Of 業務タイプA or D. */
export const typeOf = ({application: {kind}}: ServiceTerminal): 'service-a' | 'service-d' =>
  kind === 'type-d' ? 'service-d' : 'service-a';

/**
 * 利用シーン of 業務タイプA and D: the PIN where there is one, typed before the card is held; which card it is, the key
 * for it, both ends authenticated, the id. The terminal needs no centre: its key store is in it.
 */
export const readServiceId = async (
  stage: Stage,
  terminal: ServiceTerminal,
  pin: string | undefined,
): Promise<string> => {
  if (pin !== undefined) {
    await stage.step(p.typePin, () => undefined);
  }
  return inTransaction(stage.connection, stage.capabilities, async () => {
    const session = await openService(stage, terminal);
    if (pin !== undefined) {
      await stage.step(p.verifyPin, () => session.verifyPin(pinBytes(pin)));
    }
    return idText(await stage.step(p.readId, () => session.readId()));
  });
};

/** As far as the session that both ends have proved themselves for. */
export const openService = async (stage: Stage, terminal: ServiceTerminal): Promise<ServiceSession> =>
  openOnCard(stage, terminal, await identifyCard(stage));

export const identifyCard = (stage: Stage): Promise<string> =>
  stage.step(p.identifyCard, () => accessTo(stage).cardId());

/** The same with a card whose id is known already. */
export const openOnCard = async (
  stage: Stage,
  terminal: ServiceTerminal,
  cardId: string,
): Promise<ServiceSession> => {
  const key = await stage.step(p.deriveKey, () => terminal.keyFor(cardId));
  return stage.step(p.authenticate, () =>
    ServiceSession.open(channelTo(stage), {
      type: typeOf(terminal),
      aid: terminal.aid,
      key: {key},
      random: terminal.random,
    }),
  );
};

/** Whom a service knows by which id. */
export type UsersById = ReadonlyMap<string, string>;

/** The service's own list; an id that is not in it is a reason to refuse. */
export const lookUp = (stage: Stage, users: UsersById, id: string): Promise<string> =>
  stage.step(p.lookUp, () => userOf(users, id));

/** @throws Refused `id-unknown`; the id is personal, so the sentence leaves it out. */
export const userOf = (users: UsersById, id: string): string => {
  const user = users.get(id);
  if (user === undefined) {
    throw new Refused(
      {
        en: 'the service expected the id of one of its users, but the card holds one that it does not know',
        ja: '登録済みの利用者のIDが必要ですが、カードのIDは登録されていません',
      },
      'id-unknown',
    );
  }
  return user;
};
