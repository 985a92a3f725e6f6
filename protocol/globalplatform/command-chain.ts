import type {CommandApdu} from '../apdu/command.ts';
import {instructions} from './instructions.ts';

/** Commands that are cut into pieces where their data is long: P1 b8 says that more follow. GPC 2.3.1 clause 11. [S13] */
const chained = new Set<number>([instructions.install, instructions.putKey, instructions.delete]);
const more = 0x80;
const mostPiece = 255;

/** Whether this is a piece of a command of which more follows. */
export const isPiece = ({cla, ins, p1}: CommandApdu): boolean =>
  (cla & 0x80) !== 0 && chained.has(ins) && (p1 & more) !== 0;

/** Whether data this long can be sent in pieces. */
export const mayBeCut = ({ins}: Pick<CommandApdu, 'ins'>): boolean => chained.has(ins);

/** A protected command cut into pieces of 255 bytes; all but the last have P1 b8 and ask for nothing. [S111] */
export const cutIntoPieces = (whole: CommandApdu): CommandApdu[] => {
  const pieces: CommandApdu[] = [];
  let data = whole.data;
  while (data.length > mostPiece) {
    const piece = data.subarray(0, mostPiece);
    pieces.push({...whole, p1: whole.p1 | more, data: piece, ne: 0, extended: false});
    data = data.subarray(mostPiece);
  }
  pieces.push({...whole, data, extended: false});
  return pieces;
};

/** What a card does with a piece: keep it and answer 9000, take the whole command, or refuse. */
export type Gathered = {readonly held: CommandApdu} | {readonly whole: CommandApdu} | 'broken' | 'too-long';

/**
 * Puts a command together with the pieces held before it. Another command in between, or another P1 or P2, breaks the
 * chain; more than `mostBytes` is too long.
 */
export const gather = (held: CommandApdu | undefined, piece: CommandApdu, mostBytes = 4096): Gathered => {
  const last = !isPiece(piece);
  const p1 = last ? piece.p1 : piece.p1 & ~more;
  if (held && (held.cla !== piece.cla || held.ins !== piece.ins || held.p1 !== p1 || held.p2 !== piece.p2)) {
    return 'broken';
  }
  if (!held && last) {
    return {whole: piece};
  }
  const data = held ? Buffer.concat([held.data, piece.data]) : Uint8Array.from(piece.data);
  if (data.length > mostBytes) {
    return 'too-long';
  }
  const joined = {...piece, p1, data, extended: data.length > mostPiece};
  return last ? {whole: joined} : {held: joined};
};
