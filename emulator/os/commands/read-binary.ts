import {type CommandApdu, sw} from '../../../protocol/index.ts';
import {always, satisfies} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import type {CardContext} from '../context.ts';
import type {TransparentEf} from '../file.ts';
import {refuse} from '../refusal.ts';

/** A response with its status word fits the 16-bit length of a vpcd message. */
const mostData = 65_533;

/** P1 bit 8: P1 bits 1–5 are an SFI and P2 the offset (bytes); otherwise P1-P2 is a 15-bit offset, current EF. */
export const addressed = (
  card: CardContext,
  {p1, p2}: CommandApdu,
): {file: TransparentEf; offset: number} => {
  if ((p1 & 0x80) === 0) {
    return {file: transparent(card.volatile.file ?? refuse(sw.noCurrentEf)), offset: (p1 << 8) | p2};
  }
  if ((p1 & 0x60) !== 0) {
    refuse(sw.incorrectP1P2);
  }
  const named = card.volatile.application.fileBySfi(p1 & 0x1f) ?? refuse(sw.fileNotFound);
  card.selectFile(named);
  return {file: transparent(named), offset: p2};
};

const transparent = (file: {kind: string}): TransparentEf =>
  file.kind === 'transparent' ? (file as TransparentEf) : refuse(sw.incompatibleWithFileStructure);

/** An Le field of zeros asks for what there is, however little, and is never met with 6282. */
const asksForAll = ({ne, extended}: CommandApdu): boolean => ne === (extended ? 65_536 : 256);

/**
 * READ BINARY, ISO/IEC 7816-4 clause 11.3.3, short and extended Le. A file that ends first answers what is left
 * with 9000, or 6282 by the profile (D107); an offset at or behind its end is 6B00.
 */
export const readBinary: CommandRow = {
  name: 'READ BINARY',
  cla: 'interindustry',
  ins: 0xb0,
  requires: always,
  evidence: 'observed',
  run(card, command) {
    if (command.ne === 0 || command.data.length > 0) {
      refuse(sw.wrongLength);
    }
    const {file, offset} = addressed(card, command);
    if (!satisfies(card.volatile, file.read)) {
      refuse(sw.securityStatusNotSatisfied);
    }
    const content = card.content(file);
    if (offset >= content.length) {
      refuse(sw.offsetOutsideFile);
    }
    const data = content.subarray(offset, offset + Math.min(command.ne, mostData));
    const short = data.length < command.ne && !asksForAll(command);
    return {data, sw: short && card.profile.behaviour.endOfFile === '6282' ? sw.endOfFile : sw.ok};
  },
};
