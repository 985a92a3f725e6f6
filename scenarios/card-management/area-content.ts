import type {CardContent} from '../../centre/index.ts';
import {applicationStates, isLocked} from '../../protocol/globalplatform/index.ts';
import {toHex} from '../../protocol/index.ts';
import {globalPlatform as gp} from '../../terminal/index.ts';
import type {Domain} from './card-access.ts';

/** What GET STATUS lists in a domain, itself left out; each with the state the card gives it. */
export const areaContent = async (domain: Domain): Promise<CardContent[]> => {
  const {session} = await domain.managed();
  const applications = await gp.getStatus(session, 'applications');
  const loadFiles = await gp.getStatus(session, 'loadFiles');
  const own = toHex(domain.aid);
  const {area} = domain;
  return [
    ...applications
      .map(({aid, privileges, lifeCycle}): CardContent => {
        const object = privileges.includes('securityDomain') ? 'domain' : 'instance';
        return {area, object, aid: toHex(aid), state: stateOf(lifeCycle)};
      })
      .filter(({aid}) => aid !== own),
    ...loadFiles.map(({aid}): CardContent => ({area, object: 'load-file', aid: toHex(aid)})),
  ];
};

/** Whatever stands above selectable has its data: the state is the application's own, of a domain PERSONALIZED. */
const stateOf = (lifeCycle: number): NonNullable<CardContent['state']> => {
  if (isLocked(lifeCycle)) {
    return 'locked';
  }
  return lifeCycle > applicationStates.selectable ? 'personalised' : 'installed';
};
