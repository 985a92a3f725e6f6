import {randomInt} from 'node:crypto';
import {createServer} from 'node:net';
import type {Isolation} from '../../isolation/network-namespace.ts';

/** vpcd 3.3 gives each entry two slots: its port and the one above. */
export type VpcdPorts = readonly [number, number];

/** vpcd's usual port, 0x8C7B; in a namespace of our own nobody else has it. */
const usualPort = 35_963;

/** Below the kernel's ephemeral ports, so that no outgoing connection sits on one by chance. */
const lowest = 20_000;
const pairs = 6_000;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen({port, host: '0.0.0.0', exclusive: true}, () => server.close(() => resolve(true)));
  });

const pairAt = (port: number): VpcdPorts => [port, port + 1];

/**
 * Pairs to try, one after the other: the usual one and its neighbours in a network namespace, else random pairs
 * that were free a moment ago. Whether a pair is really ours only pcscd's own attempt can tell.
 */
export async function* candidatePorts(isolation: Isolation): AsyncGenerator<VpcdPorts> {
  const attempts = 16;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (isolation.kind === 'netns') {
      yield pairAt(usualPort + 2 * attempt);
      continue;
    }
    const pair = pairAt(lowest + 2 * randomInt(pairs));
    if ((await isFree(pair[0])) && (await isFree(pair[1]))) {
      yield pair;
    }
  }
}
