import type {AreaSession, CardAccess} from '../../../centre/index.ts';
import type {Phase} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {accessTo} from './card-at-terminal.ts';
import {appletPhases as p} from './phases.ts';

/** The card management system's way to the card, each use of it a step that is timed by itself. */
export const steppedAccess = (stage: Stage): CardAccess => {
  const access = accessTo(stage);
  const step = <T>(phase: Phase, work: () => Promise<T>): Promise<T> => stage.step(phase, work);
  const stepped = (session: AreaSession): AreaSession => ({
    status: () => step(p.listArea, () => session.status()),
    createDomain: (aid, keys) => step(p.createDomain, () => session.createDomain(aid, keys)),
    load: (aid, cap) => step(p.load, () => session.load(aid, cap)),
    install: (aid, from) => step(p.install, () => session.install(aid, from)),
    personalise: (aid, data) => step(p.personalise, () => session.personalise(aid, data)),
    readId: (aid, from) => step(p.readBack, () => session.readId(aid, from)),
    lock: (aid) => step(p.lock, () => session.lock(aid)),
    unlock: (aid) => step(p.unlock, () => session.unlock(aid)),
    delete: (aid) => step(p.delete, () => session.delete(aid)),
  });
  return {
    cardId: () => step(p.identifyCard, () => access.cardId()),
    openArea: (...asked) => step(p.openArea, async () => stepped(await access.openArea(...asked))),
  };
};
