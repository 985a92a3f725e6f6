import {spawn} from 'node:child_process';
import {once} from 'node:events';
import type {Sentence} from '../../protocol/index.ts';

/** A command and its arguments, for `spawn`. */
export type WrappedCommand = [command: string, args: string[]];

/** Where the bench's own processes run. `wrap` makes a command run there; it execs, so the process id stays. */
export type Isolation =
  | {
      readonly kind: 'netns';
      wrap(command: string, args: readonly string[]): WrappedCommand;
      close(): Promise<void>;
    }
  | {
      readonly kind: 'none';
      readonly reason: Sentence;
      wrap(command: string, args: readonly string[]): WrappedCommand;
      close(): Promise<void>;
    };

const answerWithinMs = 5_000;

const asIs = (command: string, args: readonly string[]): WrappedCommand => [command, [...args]];

/** No isolation, and why: vpcd then listens on every network interface of the machine. */
export const noIsolation = (reason: Sentence): Isolation => ({
  kind: 'none',
  reason,
  wrap: asIs,
  close: () => Promise.resolve(),
});

/**
 * A private network namespace with nothing but a loopback, held open by a process that ends with ours (its standard
 * input is our pipe). Where the machine does not allow it, `none` with the reason; it never throws.
 */
export const openNetworkNamespace = async (): Promise<Isolation> => {
  if (process.platform !== 'linux') {
    return noIsolation({
      en: `network namespaces are a feature of Linux, but this is ${process.platform}`,
      ja: `ネットワーク名前空間はLinuxの機能ですが、この環境は ${process.platform} です`,
    });
  }
  const root = process.getuid?.() === 0;
  const unshare = root ? ['--net'] : ['--user', '--map-current-user', '--keep-caps', '--net'];
  const script = 'ip link set lo up && echo ready && exec cat';
  const holder = spawn('unshare', [...unshare, 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  holder.stdin.on('error', () => undefined);
  let said = '';
  holder.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<string>((resolve) => {
    holder.on('error', (error) => resolve(error.message));
    holder.on('close', () => resolve(said.trim().split('\n')[0] ?? ''));
  });
  const hanging = setTimeout(() => {
    said ||= 'unshare did not answer';
    holder.kill('SIGKILL');
  }, answerWithinMs);
  const refusal = await Promise.race([once(holder.stdout, 'data').then(() => undefined), ended]);
  clearTimeout(hanging);
  if (refusal !== undefined || holder.pid === undefined) {
    return noIsolation({
      en: `a private network namespace could not be made (${refusal})`,
      ja: `専用のネットワーク名前空間を作れませんでした(${refusal})`,
    });
  }
  const ns = `/proc/${holder.pid}/ns`;
  const enter = root
    ? [`--net=${ns}/net`, '--']
    : ['--preserve-credentials', `--user=${ns}/user`, `--net=${ns}/net`, '--'];
  return {
    kind: 'netns',
    wrap: (command, args) => ['nsenter', [...enter, command, ...args]],
    async close() {
      holder.stdin.end();
      await ended;
    },
  };
};
