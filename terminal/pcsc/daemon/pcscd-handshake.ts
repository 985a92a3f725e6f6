import {createConnection} from 'node:net';

/** Messages of pcscd's own protocol (winscard_msg.h): two 32-bit numbers, body length and command, then the body. */
const commandVersion = 0x11;
const commandGetReadersState = 0x12;
const versionBytes = 12;

/** One row of the reader table: a name of 128 bytes, then counters, state and ATR. */
const nameBytes = 128;
const rowBytes = 184;
const tableBytes = 16 * rowBytes;

const message = (command: number, body: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(8 + body.length * 4);
  bytes.writeUInt32LE(body.length * 4, 0);
  bytes.writeUInt32LE(command, 4);
  body.forEach((word, i) => {
    bytes.writeUInt32LE(word, 8 + i * 4);
  });
  return bytes;
};

type Answer = {readonly readers: string[]} | {readonly spoken: readonly [number, number]};

const ask = (path: string, [major, minor]: readonly [number, number]): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let held = Buffer.alloc(0);
    const finish = (answer: Answer): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the daemon closed the connection')));
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk]);
      if (held.length < versionBytes) {
        return;
      }
      if (held.readUInt32LE(8) !== 0) {
        finish({spoken: [held.readInt32LE(0), held.readInt32LE(4)]});
      } else if (held.length >= versionBytes + tableBytes) {
        finish({readers: namesIn(held.subarray(versionBytes))});
      }
    });
    socket.write(
      Buffer.concat([message(commandVersion, [major, minor, 0]), message(commandGetReadersState, [])]),
    );
  });

const namesIn = (table: Buffer): string[] => {
  const names: string[] = [];
  for (let at = 0; at < tableBytes; at += rowBytes) {
    const name = table.toString('utf8', at, at + nameBytes).split('\0')[0] ?? '';
    if (name !== '') {
      names.push(name);
    }
  }
  return names;
};

/**
 * Names of the readers a daemon offers, asked over its socket without libpcsclite, whose choice of socket would be
 * fixed by the first call. The answer comes when the daemon serves; nothing polls. Rejects when it hangs up.
 */
export const askForReaders = async (path: string): Promise<string[]> => {
  let answer = await ask(path, [4, 4]);
  if ('spoken' in answer) {
    answer = await ask(path, answer.spoken);
  }
  if ('readers' in answer) {
    return answer.readers;
  }
  throw new Error(`the daemon speaks protocol ${answer.spoken.join(':')} and refused it`);
};
