import {
  type CardState,
  cardStates,
  domainWithApplications,
  instructions,
  registrySubsets,
  securityDomainStates,
} from '../../protocol/globalplatform/index.ts';
import {command} from '../../protocol/index.ts';
import {carryOut, type ManagedCard} from './managed-card.ts';

/** SET STATUS of the card, GPC 2.3.1 clause 11.10: forward only, but for its lock. [S13] */
export const setCardState = async (card: ManagedCard, state: CardState): Promise<void> =>
  setStatus(card, registrySubsets.issuerSecurityDomain, cardStates[state], new Uint8Array(0));

/** Bit 8 of P2 locks; without it the state before comes back. */
const locked = 0x80;

/** Locks an application or unlocks it; with `related`, a security domain with all that belongs to it. */
export const lockApplication = async (
  card: ManagedCard,
  aid: Uint8Array,
  lock: boolean,
  {related = false} = {},
): Promise<void> =>
  setStatus(card, related ? domainWithApplications : registrySubsets.applications, lock ? locked : 0, aid);

/** Says that a security domain has all it needs, its keys above all: SELECTABLE to PERSONALIZED, clause 5.3.2. */
export const personaliseDomain = async (card: ManagedCard, aid: Uint8Array): Promise<void> =>
  setStatus(card, registrySubsets.applications, securityDomainStates.personalized, aid);

/** SET STATUS with these parameters. */
export const setStatus = async (
  card: ManagedCard,
  p1: number,
  state: number,
  aid: Uint8Array,
): Promise<void> => {
  await carryOut(
    card,
    'SET STATUS',
    command({cla: 0x80, ins: instructions.setStatus, p1, p2: state, data: aid}),
  );
};
