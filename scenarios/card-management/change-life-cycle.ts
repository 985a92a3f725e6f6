import type {
  CardAccess,
  CardManagement,
  ChipReading,
  TransitionAccount,
  TransitionReconciliation,
  TransitionRequest,
} from '../../centre/index.ts';
import type {IssuerSession} from '../../terminal/index.ts';

export interface LifeCycleParts {
  readonly management: CardManagement;
  /** The way to the card, which says which one it is. */
  readonly access: Pick<CardAccess, 'cardId'>;
  /** The card with its issuer's authority, opened anew each time: a cut ends it. */
  readonly openIssuer: () => Promise<IssuerSession>;
}

/**
 * Changes a card's state at the system and on its chip, or says where it broke off; said again with the same request id
 * it goes on. Errors: `KZS-MANAGEMENT-…`, and those of the reader.
 */
export const changeLifeCycle = async (
  {management: {operators, transitions}, access, openIssuer}: LifeCycleParts,
  token: string,
  requestId: string,
  request: TransitionRequest,
): Promise<TransitionAccount> => {
  const actor = operators.actor(token);
  transitions.begin(actor, requestId, request);
  const begun = transitions.get(actor, requestId);
  if (begun.state !== 'begun') {
    return begun;
  }
  const cardId = await access.cardId();
  const issuer = await openIssuer();
  if ((await issuer.lifeCycle()) !== begun.to) {
    await issuer.setLifeCycle(begun.to);
  }
  return transitions.commit(actor, requestId, {cardId, chip: await issuer.lifeCycle()});
};

/** Brings system and chip to one state again after a cut, and writes the chip where that is what is left to do. */
export const reconcileLifeCycle = async (
  {management: {operators, transitions}, access, openIssuer}: LifeCycleParts,
  token: string,
  requestId: string,
): Promise<TransitionReconciliation> => {
  const actor = operators.actor(token);
  const cardId = await access.cardId();
  const issuer = await openIssuer();
  const reading = async (): Promise<ChipReading> => ({cardId, chip: await issuer.lifeCycle()});
  const first = transitions.reconcile(actor, requestId, await reading());
  if (first.write === undefined) {
    return first;
  }
  await issuer.setLifeCycle(first.write);
  return transitions.reconcile(actor, requestId, await reading());
};
