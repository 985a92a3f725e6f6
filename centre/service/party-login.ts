import type {Clock, Random} from '../../protocol/index.ts';
import type {Centre} from '../centre.ts';
import {type LoginService, openLoginService} from '../login.ts';
import type {ChallengeStore} from '../store/centre-store.ts';

export interface PartyLoginParts {
  readonly centre: Pick<Centre, 'verify'>;
  readonly clock: Clock;
  /** Of the challenges: no two runs may give the same. */
  readonly random: Random;
  readonly challenges: ChallengeStore;
}

/** A log-in service for each relying party: another one's challenges are unknown to it. */
export const partyLogins = ({
  centre,
  clock,
  random,
  challenges,
}: PartyLoginParts): ((relyingParty: string) => LoginService) => {
  const opened = new Map<string, LoginService>();
  return (relyingParty) => {
    const service =
      opened.get(relyingParty) ??
      openLoginService({
        clock,
        random,
        challenges,
        relyingParty,
        verify: (certificate, signed) => centre.verify('user-authentication', certificate, signed),
      });
    opened.set(relyingParty, service);
    return service;
  };
};
