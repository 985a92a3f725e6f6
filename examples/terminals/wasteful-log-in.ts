import {aids, digestInfo} from '../../protocol/index.ts';
import type {Send} from './card-in-reader.ts';

const pieceBytes = 64;
const headerBytes = 4;

/** What this terminal thinks about for, in ms, when it could have done so before. */
const musingMs = 80;

const twice = async <T>(work: () => Promise<T>): Promise<T> => {
  await work();
  return work();
};

const readCertificate = async (send: Send): Promise<void> => {
  await twice(() => send({cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: Uint8Array.of(0, 0x0a)}));
  const header = await send({cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: headerBytes});
  const length = headerBytes + Buffer.from(header.data).readUInt16BE(2);
  await twice(async () => {
    for (let offset = headerBytes; offset < length; offset += pieceBytes) {
      const ne = Math.min(pieceBytes, length - offset);
      await send({cla: 0, ins: 0xb0, p1: offset >> 8, p2: offset & 0xff, ne});
    }
  });
};

/** The same log-in with every waste there is advice on. `muse` lets time pass, in ms. */
export const wastefulLogIn = async (send: Send, muse: (ms: number) => Promise<unknown>): Promise<boolean> => {
  // Applications of other cards, tried first.
  await send({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: Buffer.from('A000000308000010000100', 'hex')});
  await twice(() => send({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aids.jpki}));
  await readCertificate(send);
  await muse(musingMs);
  await twice(() => send({cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: Uint8Array.of(0, 0x18)}));
  await twice(() => send({cla: 0, ins: 0x20, p1: 0, p2: 0x80}));
  await twice(() => send({cla: 0, ins: 0x20, p1: 0, p2: 0x80, data: Buffer.from('1234', 'latin1')}));
  await twice(() => send({cla: 0, ins: 0xa4, p1: 2, p2: 0x0c, data: Uint8Array.of(0, 0x17)}));
  const data = digestInfo('sha256', Buffer.from('a challenge', 'latin1'));
  const {sw} = await twice(() => send({cla: 0x80, ins: 0x2a, p1: 0, p2: 0x80, data, ne: 256}));
  return sw.value === 0x9000;
};
