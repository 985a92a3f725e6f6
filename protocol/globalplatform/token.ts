import type {CommandApdu} from '../apdu/command.ts';
import {instructions} from './instructions.ts';
import {tags} from './tags.ts';

/** What a token signs: P1, P2, length and data of the command without the token itself. GPC 2.3.1 clause C.4. [S13] */
export const tokenInput = ({p1, p2}: Pick<CommandApdu, 'p1' | 'p2'>, data: Uint8Array): Uint8Array =>
  Buffer.concat([
    data.length > 255
      ? Uint8Array.of(p1, p2, 0, data.length >> 8, data.length & 0xff)
      : Uint8Array.of(p1, p2, data.length),
    data,
  ]);

/** A command with its token: behind the data with a length, in DELETE as data object 9E; an empty one is a length of 00. */
export const withToken = (command: CommandApdu, token: Uint8Array): CommandApdu => {
  const isDelete = command.ins === instructions.delete;
  if (isDelete && token.length === 0) {
    return command;
  }
  const tag = isDelete ? [tags.deleteToken] : [];
  const data = Buffer.concat([command.data, Uint8Array.of(...tag, ...lengthOf(token.length)), token]);
  return {...command, data, extended: data.length > 255};
};

const lengthOf = (length: number): number[] => {
  if (length < 0x80) {
    return [length];
  }
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
};
