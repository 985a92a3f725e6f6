import {isDeepStrictEqual} from 'node:util';
import type {Random} from '../../protocol/index.ts';
import type {CardContent} from '../content-management/content.ts';
import type {ApplicationState, PersistentState} from '../os/state.ts';
import type {RsaEngine} from '../rsa/engine.ts';

/** Counts what a card does within one command, besides answering: commits, bytes written, uses of private keys. */
export class WorkTally {
  commits = 0;
  writtenBytes = 0;
  keyOperations: string[] = [];

  /** Begins a new command. */
  clear(): void {
    this.commits = 0;
    this.writtenBytes = 0;
    if (this.keyOperations.length > 0) {
      this.keyOperations = [];
    }
  }

  committed(before: PersistentState, next: PersistentState): void {
    this.commits += 1;
    this.writtenBytes += writtenBytes(before, next);
  }

  /** The same engine and randomness, which count here. */
  counting<T extends {readonly rsa: RsaEngine; readonly random: Random}>(environment: T): T {
    const {rsa, random} = environment;
    return {
      ...environment,
      rsa: {
        warm: () => rsa.warm(),
        close: () => rsa.close(),
        compute: (request) => {
          // Every key of this card is RSA-2048.
          this.keyOperations.push('RSA-2048 private key');
          return rsa.compute(request);
        },
      },
      random: {
        kind: random.kind,
        bytes: (n) => random.bytes(n),
        fork: (purpose) => random.fork(purpose),
        rsaKeyPair: (bits) => {
          this.keyOperations.push(`RSA-${bits} key pair`);
          return random.rsaKeyPair(bits);
        },
      },
    };
  }
}

/** Bytes of persistent memory that differ between two states; what is the same object is not looked into. */
export const writtenBytes = (before: PersistentState, next: PersistentState): number => {
  let bytes = mapBytes(before.cardData, next.cardData, contentBytes);
  for (const [name, state] of next.applications) {
    const old = before.applications.get(name);
    bytes += state === old ? 0 : applicationBytes(old, state);
  }
  bytes += before.content === next.content ? 0 : managedBytes(before.content, next.content);
  const [{issuer: was}, {issuer: is}] = [before, next];
  return (
    bytes +
    (was.triesLeft === is.triesLeft ? 0 : 1) +
    (was.lifeCycle === is.lifeCycle ? 0 : 1) +
    contentBytes(was.key, is.key)
  );
};

/** A registry entry, or a domain's counters, as they are written: an estimate. Bench-defined, D187. */
const entryBytes = 32;

/** Load files as they are long; for all else that changed, an entry. */
const managedBytes = (was: CardContent, is: CardContent): number =>
  mapBytes(was.loadFiles, is.loadFiles, (old, file) =>
    old?.size === file.size ? changedEntry(old, file) : file.size + entryBytes,
  ) +
  mapBytes(was.instances, is.instances, changedEntry) +
  mapBytes(was.domains, is.domains, changedEntry) +
  (was.lifeCycle === is.lifeCycle ? 0 : 1) +
  (was.confirmationCounter === is.confirmationCounter ? 0 : 2);

const changedEntry = (was: unknown, is: unknown): number => (isDeepStrictEqual(was, is) ? 0 : entryBytes);

type Maps = Partial<Pick<ApplicationState, 'contents' | 'privateKeys' | 'publicKeys' | 'pendingKeys'>>;
const maps = ['contents', 'privateKeys', 'publicKeys', 'pendingKeys'] as const satisfies (keyof Maps)[];

const applicationBytes = (old: ApplicationState | undefined, state: ApplicationState): number =>
  maps.reduce((sum, kind) => sum + mapBytes(old?.[kind], state[kind], contentBytes), 0) +
  mapBytes(old?.records, state.records, (was, is) =>
    is.reduce((sum, record, i) => sum + contentBytes(was?.[i], record), 0),
  ) +
  mapBytes(
    old?.credentials,
    state.credentials,
    (was, is) => contentBytes(was?.value, is.value) + (was?.triesLeft === is.triesLeft ? 0 : 1),
  ) +
  (old?.locked === state.locked ? 0 : 1);

const mapBytes = <K, V>(
  was: ReadonlyMap<K, V> | undefined,
  is: ReadonlyMap<K, V> | undefined,
  bytes: (was: V | undefined, is: V) => number,
): number => {
  let sum = 0;
  if (was !== is && is) {
    for (const [key, value] of is) {
      const old = was?.get(key);
      sum += value === old ? 0 : bytes(old, value);
    }
  }
  return sum;
};

const contentBytes = (was: Uint8Array | undefined, is: Uint8Array): number => {
  if (was === is) {
    return 0;
  }
  let same = 0;
  for (let i = 0; i < is.length; i += 1) {
    same += is[i] === was?.[i] ? 1 : 0;
  }
  return is.length - same;
};
