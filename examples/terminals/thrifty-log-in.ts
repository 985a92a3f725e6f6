import {aids, digestInfo} from '../../protocol/index.ts';
import type {Send} from './card-in-reader.ts';

/** Short identifiers in the JPKI application, which spare the SELECT of an EF. */
const sfi = {certificate: 0x0a, key: 0x17, pin: 0x18} as const;

const pieceBytes = 256;
const headerBytes = 4;

const readCertificate = async (send: Send): Promise<Uint8Array> => {
  // By short identifier the EF becomes current: the pieces behind the header need no identifier any more.
  const header = await send({cla: 0, ins: 0xb0, p1: 0x80 | sfi.certificate, p2: 0, ne: headerBytes});
  const length = headerBytes + Buffer.from(header.data).readUInt16BE(2);
  const pieces = [header.data];
  for (let offset = headerBytes; offset < length; offset += pieceBytes) {
    const ne = Math.min(pieceBytes, length - offset);
    pieces.push((await send({cla: 0, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, ne})).data);
  }
  return Uint8Array.from(Buffer.concat(pieces));
};

/** A log-in in nine commands, where a card of unknown certificate length allows no fewer short ones. */
export const thriftyLogIn = async (send: Send): Promise<boolean> => {
  await send({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aids.jpki});
  await readCertificate(send);
  await send({cla: 0, ins: 0x20, p1: 0, p2: 0x80 | sfi.pin, data: Buffer.from('1234', 'latin1')});
  const data = digestInfo('sha256', Buffer.from('a challenge', 'latin1'));
  const {sw} = await send({cla: 0x80, ins: 0x2a, p1: 0, p2: 0x80 | sfi.key, data, ne: 256});
  return sw.value === 0x9000;
};
