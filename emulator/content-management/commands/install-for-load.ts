import {sw, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {rulesOver} from '../authority.ts';
import {installParameters} from '../install-parameters.ts';
import {noReceipt} from '../management-command.ts';
import {freeMemory} from '../memory.ts';
import {isTaken} from '../registry-entries.ts';
import type {InstallOrder} from './install-order.ts';

/** Lengths of SHA-1, SHA-256, SHA-384 and SHA-512. */
const hashLengths = [0, 20, 32, 48, 64];

/**
 * INSTALL [for load], GPC 2.3.1 clause 11.5.2.3.1: load file, domain, hash, parameters. Nothing is kept before the
 * last LOAD. An AID that is taken is 6985, an unknown domain 6A88, too little memory for C6 and C8 6A84.
 */
export const installForLoad = (card: CardContext, order: InstallOrder): Reply => {
  const {first: file, second: domainField, third: hash, fourth: parameters, session, permission} = order;
  session.load = undefined;
  if (file.length < 5 || file.length > 16 || !hashLengths.includes(hash.length)) {
    refuse(sw.incorrectData);
  }
  const {content} = card.persistent;
  const domain = domainField.length === 0 ? session.domain : toHex(domainField);
  if (!content.domains.has(domain)) {
    refuse(sw.referencedDataNotFound);
  }
  const aid = toHex(file);
  if (!rulesOver(content, {by: session.domain, owner: domain}) || isTaken(card, aid)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const {codeBytes = 0, dataBytes = 0} = installParameters(parameters);
  const reserved = codeBytes + dataBytes;
  if (reserved > freeMemory(card.persistent, domain).free) {
    refuse(sw.notEnoughMemory);
  }
  session.load = {aid, domain, hash: Uint8Array.from(hash), blocks: [], bytes: 0, permission};
  return noReceipt;
};
