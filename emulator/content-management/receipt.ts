import {keyTypes, receiptContext, receipts} from '../../protocol/globalplatform/index.ts';
import {sw} from '../../protocol/index.ts';
import type {Reply} from '../os/application.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import type {PersistentState} from '../os/state.ts';
import {keyOf, keyVersions} from './key-set.ts';
import {noReceipt} from './management-command.ts';
import {issuerDomain, withContent} from './registry.ts';
import type {Permission} from './token.ts';

const receiptKeyId = 1;
/** The counter has two bytes, and no number may come twice. */
const mostReceipts = 0xffff;

/**
 * Puts a change in force and answers for it: `00`, or for one by token a receipt under key 71 over the AIDs it was
 * about, GPC 2.3.1 clause C.5. The confirmation counter goes up in the same commit.
 */
export const receiptFor = (
  card: CardContext,
  next: PersistentState,
  {byToken}: Permission,
  aids: readonly Uint8Array[],
): Reply => {
  const {confirmationCounter, diversificationData} = card.persistent.content;
  const key = keyOf(next.content.domains.get(issuerDomain)?.keys ?? [], keyVersions.receipt, receiptKeyId);
  if (!byToken || key?.type !== keyTypes.aes) {
    card.commit(next);
    return noReceipt;
  }
  if (confirmationCounter >= mostReceipts) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const counter = confirmationCounter + 1;
  card.commit(withContent(next, {confirmationCounter: counter}));
  const confirmation = {counter, uniqueData: diversificationData};
  return {data: receipts.encode(key.value, confirmation, receiptContext(...aids)), sw: sw.ok};
};
