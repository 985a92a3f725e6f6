import {instructions, lastBlock, receiptContext} from '../../protocol/globalplatform/index.ts';
import {command} from '../../protocol/index.ts';
import {refusedByHost} from './errors.ts';
import {type Confirmed, carryOut, confirmed, type ManagedCard} from './managed-card.ts';

/** P2 of LOAD counts in one byte. */
const mostBlocks = 256;

/** What a load file is and where it goes, for the receipt. */
export interface LoadTarget {
  readonly loadFile: Uint8Array;
  readonly securityDomain: Uint8Array;
}

/**
 * LOAD, GPC 2.3.1 clause 11.6: a load file in blocks, as long as fit the channel; each is protected by itself. [S13]
 * @throws KazasuError `KZS-GP-LOAD-LONG` above 256 blocks, before anything is sent; `KZS-GP-STATUS`.
 */
export const load = async (
  card: ManagedCard,
  loadFile: Uint8Array,
  target: LoadTarget,
): Promise<Confirmed> => {
  const size = card.session.mostPlainBytes;
  const blocks = Math.max(1, Math.ceil(loadFile.length / size));
  if (blocks > mostBlocks) {
    throw refusedByHost(
      'KZS-GP-LOAD-LONG',
      `a load file of at most ${mostBlocks} blocks of ${size} bytes was expected, but it has ${loadFile.length} bytes`,
      `ロードファイルは ${size} バイトのブロック ${mostBlocks} 個までですが、${loadFile.length} バイトあります`,
    );
  }
  const block = (n: number): ReturnType<typeof carryOut> => {
    const last = n === blocks - 1;
    const data = loadFile.subarray(n * size, (n + 1) * size);
    const title = `LOAD, block ${n + 1} of ${blocks}`;
    const fields = {cla: 0x80, ins: instructions.load, p1: last ? lastBlock : 0, p2: n, data};
    return carryOut(card, title, command({...fields, ne: last ? 256 : 0}));
  };
  for (let n = 0; n < blocks - 1; n += 1) {
    await block(n);
  }
  return confirmed(
    card,
    'LOAD',
    await block(blocks - 1),
    receiptContext(target.loadFile, target.securityDomain),
  );
};
