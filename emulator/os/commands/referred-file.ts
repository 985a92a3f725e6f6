import {sw} from '../../../protocol/index.ts';
import type {CardContext} from '../context.ts';
import type {FileDefinition} from '../file.ts';
import {refuse} from '../refusal.ts';

/**
 * The EF that P2 refers to, ISO/IEC 7816-4 clause 11.6: 80 is the current one, 80 + SFI names one (and makes it
 * current).
 */
export const referredFile = (card: CardContext, p2: number): FileDefinition => {
  if ((p2 & 0xe0) !== 0x80) {
    refuse(sw.incorrectP1P2);
  }
  const sfi = p2 & 0x1f;
  const file =
    sfi === 0
      ? (card.volatile.file ?? refuse(sw.noCurrentEf))
      : (card.volatile.application.fileBySfi(sfi) ?? refuse(sw.fileNotFound));
  card.selectFile(file);
  return file;
};
