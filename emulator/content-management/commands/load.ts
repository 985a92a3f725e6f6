import {createHash} from 'node:crypto';
import {type CapPackage, loadFile, packageOfDataBlock} from '../../../protocol/cap/index.ts';
import {
  globalPlatformSw,
  instructions,
  lastBlock,
  sameBytes,
} from '../../../protocol/globalplatform/index.ts';
import {fromHex, KazasuError, sw, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {checkDapBlocks} from '../dap.ts';
import {managementCommand, noReceipt} from '../management-command.ts';
import {freeMemory} from '../memory.ts';
import {receiptFor} from '../receipt.ts';
import {withLoadFile} from '../registry.ts';
import {isTaken} from '../registry-entries.ts';
import type {PendingLoad} from '../session.ts';

/** Hashes by their length in bytes. */
const hashes: Readonly<Record<number, string>> = {20: 'sha1', 32: 'sha256', 48: 'sha384', 64: 'sha512'};

/** Tags and lengths around a load file data block, and its DAP blocks, which stay nowhere. */
const wrappingBytes = 1024;

/** The platform's own packages: Java Card's and GlobalPlatform's. They are on every card. [S13] [S113] */
const platform = ['A000000062', 'A00000015100'] as const;

/**
 * LOAD, GPC 2.3.1 clause 11.6: P2 counts the blocks from 00, P1 80 is the last. A block out of order is 6985, more
 * than the domain has room for 6A84, a malformed file 6A80, a hash that differs 6985, an unknown import 6438. Behind
 * any of them the load is over and nothing of it is left; the whole file comes into force with the last block.
 */
export const load = managementCommand('LOAD', instructions.load, (card, {p1, p2, data}, session) => {
  const pending = session.load;
  session.load = undefined;
  if (!pending || p2 !== (pending.blocks.length & 0xff)) {
    return refuse(sw.conditionsOfUseNotSatisfied);
  }
  if ((p1 & ~lastBlock) !== 0) {
    refuse(sw.incorrectP1P2);
  }
  if (data.length === 0) {
    refuse(sw.wrongLength);
  }
  pending.blocks.push(Uint8Array.from(data));
  pending.bytes += data.length;
  const {free} = freeMemory(card.persistent, pending.domain);
  if (pending.bytes - wrappingBytes > free) {
    refuse(sw.notEnoughMemory);
  }
  if ((p1 & lastBlock) !== 0) {
    return loaded(card, pending);
  }
  session.load = pending;
  return noReceipt;
});

const loaded = (card: CardContext, pending: PendingLoad): Reply => {
  const {aid, domain, hash, blocks, permission} = pending;
  const {content} = card.persistent;
  const {dapBlocks, dataBlock} = decoded(() => loadFile.decode(Buffer.concat(blocks)));
  const algorithm = hashes[hash.length];
  if (algorithm && !sameBytes(createHash(algorithm).update(dataBlock).digest(), hash)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  checkDapBlocks(content, domain, dapBlocks, hash);
  const cap = decoded(() => packageOfDataBlock(dataBlock));
  const {package: own} = cap.header;
  if (toHex(own.aid) !== aid || isTaken(card, aid)) {
    refuse(sw.incorrectData);
  }
  const next = withLoadFile(card.persistent, aid, {
    modules: cap.modules.map((module) => toHex(module.aid)),
    imports: importsOf(card, cap),
    version: [own.version.major, own.version.minor],
    size: dataBlock.length,
    hash: Uint8Array.from(createHash('sha256').update(dataBlock).digest()),
    domain,
  });
  const reply = receiptFor(card, next, permission, [fromHex(aid), fromHex(domain)]);
  card.note({change: 'loaded', subject: aid});
  return reply;
};

/** 6A80 for what is no load file or no package. */
const decoded = <T>(decode: () => T): T => {
  try {
    return decode();
  } catch (error) {
    if (error instanceof KazasuError) {
      return refuse(sw.incorrectData);
    }
    throw error;
  }
};

/** The packages it needs besides the platform's; one that is not on the card is 6438. */
const importsOf = (card: CardContext, {imports}: CapPackage): string[] => {
  const needed = imports
    .map(({aid}) => toHex(aid))
    .filter((aid) => !platform.some((beginning) => aid.startsWith(beginning)));
  if (needed.some((aid) => !card.persistent.content.loadFiles.has(aid))) {
    refuse(globalPlatformSw.importMissing);
  }
  return needed;
};
