import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import type {Isolation} from '../../terminal/isolation/network-namespace.ts';

const script = fileURLToPath(new URL('./minimal-card.js', import.meta.url));

/** A test card in a process of its own, connected to vpcd. */
export interface CardProcess {
  /** Takes the card out: the process is gone when this settles. */
  pull(): Promise<void>;
}

/** Puts a test card into the slot that listens on this port. */
export const insertCardProcess = async (isolation: Isolation, port: number): Promise<CardProcess> => {
  const [command, args] = isolation.wrap(process.execPath, [script, '127.0.0.1', String(port)]);
  const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'pipe']});
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close');
  const first = await Promise.race([once(child.stdout, 'data').then(() => 'connected'), ended]);
  if (first !== 'connected') {
    throw new Error(`the test card did not reach port ${port}: ${said}`);
  }
  return {
    async pull() {
      child.kill('SIGKILL');
      await ended;
    },
  };
};
