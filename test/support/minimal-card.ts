import {connect, type Socket} from 'node:net';
import koffi from 'koffi';
import {answerTestCommand, testAtr} from './test-commands.ts';

/**
 * The smallest card vpcd can have: `node minimal-card.js HOST PORT` answers every command 9000, those of class 80 as
 * test-commands.ts says. What it takes per command is the floor that benchmarks compare with.
 */
const [, , host = '127.0.0.1', port = '35963'] = process.argv;

/** IPPROTO_TCP, TCP_QUICKACK: without it vpcd 3.3 waits 40 ms for our acknowledgement of every length field. */
const setsockopt = koffi.load('libc.so.6').func('setsockopt', 'int', ['int', 'int', 'int', 'void *', 'uint']);
const one = Uint8Array.of(1, 0, 0, 0);

const socket = connect(Number(port), host);
const handle = (socket as Socket & {readonly _handle: {readonly fd: number}})._handle;
const acknowledgeAtOnce = (): void => {
  setsockopt(handle.fd, 6, 12, one, 4);
};

const framed = (body: Uint8Array): Buffer => {
  const frame = Buffer.allocUnsafe(body.length + 2);
  frame.writeUInt16BE(body.length, 0);
  frame.set(body, 2);
  return frame;
};

const okFrame = framed(Uint8Array.of(0x90, 0x00));
const atrFrame = framed(testAtr);
const card = {mark: 0};

const send = (frame: Buffer): void => {
  socket.write(frame);
  acknowledgeAtOnce();
};

const hear = (body: Buffer): void => {
  if (body.length === 1) {
    if (body[0] === 4) {
      send(atrFrame);
    } else {
      card.mark = 0;
      acknowledgeAtOnce();
    }
  } else if (body[0] === 0x80) {
    const answer = answerTestCommand(Uint8Array.from(body), card);
    if (answer instanceof Promise) {
      void answer.then((later) => send(framed(later)));
    } else {
      send(framed(answer));
    }
  } else {
    send(okFrame);
  }
};

let held: Buffer = Buffer.alloc(0);
socket.on('data', (chunk) => {
  held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
  while (held.length >= 2) {
    const end = 2 + held.readUInt16BE(0);
    if (held.length < end) {
      return;
    }
    const body = held.subarray(2, end);
    held = held.subarray(end);
    hear(body);
  }
});
socket.on('connect', () => {
  socket.setNoDelay(true);
  acknowledgeAtOnce();
  process.stdout.write('connected\n');
});
socket.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
socket.on('close', () => process.exit());
