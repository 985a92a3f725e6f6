import {usedBytes} from '../../emulator/content-management/memory.ts';
import {withDomain, withLoadFile, without} from '../../emulator/content-management/registry.ts';
import type {Card, Environment, FileSystem} from '../../emulator/index.ts';
import type {CommandRow} from '../../emulator/os/application.ts';
import {referredCredential} from '../../emulator/os/commands/current-credential.ts';
import type {CardContext} from '../../emulator/os/context.ts';
import {type PersistentState, withApplication, withCredential} from '../../emulator/os/state.ts';
import {lastBlock} from '../../protocol/globalplatform/index.ts';
import {sw} from '../../protocol/index.ts';
import {cardWithRows} from '../support/changed-rows.ts';

/** A way to lose something, to see whether the torture finds it. It exists in this harness alone. */
export interface Defect {
  /** Changes how the card's store meets the disk. */
  readonly disk?: (disk: FileSystem) => FileSystem;
  readonly card?: (card: Card, environment: Environment) => Card;
}

const nothing = (): void => undefined;

/** VERIFY that compares first and takes the try only from a wrong value. */
const compareFirst: CommandRow = {
  name: 'VERIFY',
  cla: 'interindustry',
  ins: 0x20,
  requires: {kind: 'always'},
  evidence: 'bench-defined',
  run(card, {p2, data}) {
    const {file, state} = referredCredential(card, p2);
    if (data.length === 0) {
      return sw.verificationFailed({triesLeft: state.triesLeft});
    }
    if (state.triesLeft === 0) {
      return sw.referenceDataNotUsable;
    }
    const right = Buffer.compare(data, state.value) === 0;
    const triesLeft = right ? file.tries : state.triesLeft - 1;
    card.commit(withCredential(card.persistent, card.volatile.application.name, file.id, {triesLeft}));
    if (right) {
      card.volatile.verified.add(file.id);
    }
    return right ? sw.ok : sw.verificationFailed({triesLeft});
  },
};

/** UPDATE BINARY that writes the certificate first and takes the new key into use by a second write. */
const certificateFirst = (row: CommandRow): CommandRow => ({
  ...row,
  run(card, command) {
    const before = card.persistent;
    const commit = (next: PersistentState): void => {
      const name = card.volatile.application.name;
      const old = before.applications.get(name);
      if (old) {
        const {privateKeys, pendingKeys = new Map()} = old;
        card.commit(withApplication(next, name, (state) => ({...state, privateKeys, pendingKeys})));
      }
      card.commit(next);
    };
    return row.run(withCommit(card, commit), command);
  },
});

/** DELETE that takes the instances away first, and their load file by a second write. */
const instancesFirst = (row: CommandRow): CommandRow => ({
  ...row,
  run(card, command) {
    const {loadFiles} = card.persistent.content;
    const commit = (next: PersistentState): void => {
      card.commit({...next, content: {...next.content, loadFiles}});
      card.commit(next);
    };
    return row.run(withCommit(card, commit), command);
  },
});

/** DELETE that takes what it deletes off the quota of its domain, as if the bytes were never free again. */
const quotaLeaked = (row: CommandRow): CommandRow => ({
  ...row,
  run(card, command) {
    const commit = (next: PersistentState): void => {
      const domain = card.volatile.secureChannel?.domain ?? '';
      const {quota} = next.content.domains.get(domain) ?? {};
      const lost = usedBytes(card.persistent, domain) - usedBytes(next, domain);
      card.commit(quota === undefined ? next : withDomain(next, domain, {quota: quota - lost}));
    };
    return row.run(withCommit(card, commit), command);
  },
});

/** DELETE of a load file that forgets its instances, and of an instance that forgets the instance. */
const instanceKept = (row: CommandRow): CommandRow => ({
  ...row,
  run(card, command) {
    const {instances} = card.persistent.content;
    const commit = ({content, ...next}: PersistentState): void =>
      card.commit({...next, content: {...content, instances}});
    return row.run(withCommit(card, commit), command);
  },
});

/** LOAD that enters the load file with its first block, whatever of it has come. */
const loadFileEntered = (row: CommandRow): CommandRow => ({
  ...row,
  run(card, command) {
    const pending = card.volatile.secureChannel?.load;
    if (pending && command.p2 === 0) {
      const {aid, domain} = pending;
      const begun = {modules: [], imports: [], version: [1, 0] as const, size: command.data.length, domain};
      card.commit(withLoadFile(card.persistent, aid, {...begun, hash: new Uint8Array(32)}));
    }
    const entered = card.persistent;
    const last = (command.p1 & lastBlock) !== 0 && pending;
    const answer = row.run(last ? withoutLoadFile(card, pending.aid) : card, command);
    return card.persistent === entered && last ? sw.memoryFailure : answer;
  },
});

/** The same card, on which no load file of this AID has been entered. */
const withoutLoadFile = (card: CardContext, aid: string): CardContext => {
  const persistent = without(card.persistent, new Set([aid]));
  return new Proxy(card, {
    get(target, name) {
      const value: unknown = name === 'persistent' ? persistent : Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};

/** STORE DATA whose blocks come into force one by one. */
const blockByBlock = (row: CommandRow): CommandRow => ({
  ...row,
  run(card, command) {
    const session = card.volatile.secureChannel;
    const answer = row.run(card, command);
    const pending = session?.personalisation;
    if (session && pending) {
      const [{data: [tag = 0] = []} = {}] = pending.blocks.slice(-1);
      const id = pending.blocks.at(-1)?.data.slice(2);
      if (tag === 0x80 && id) {
        card.commit(
          withApplication(card.persistent, pending.aid, (state) => ({
            ...state,
            contents: new Map(state.contents).set(0x0001, id),
          })),
        );
      }
    }
    return answer;
  },
});

/** A card whose commit is another one. */
const withCommit = (card: CardContext, commit: CardContext['commit']): CardContext =>
  new Proxy(card, {
    get(target, name) {
      const value: unknown = name === 'commit' ? commit : Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

/** The same card with one of its commands changed. */
const withRow = (
  card: Card,
  environment: Environment,
  name: string,
  change: (row: CommandRow) => CommandRow,
): Card => cardWithRows(card, environment, (row) => (row.name === name ? change(row) : row));

/** Calls to a disk, some of them replaced. */
const over = (disk: FileSystem, changes: Partial<FileSystem>): FileSystem => ({
  read: (path) => disk.read(path),
  create: (path) => disk.create(path),
  write: (handle, bytes) => disk.write(handle, bytes),
  sync: (handle) => disk.sync(handle),
  openDirectory: (path) => disk.openDirectory(path),
  close: (handle) => disk.close(handle),
  rename: (from, to) => disk.rename(from, to),
  remove: (path) => disk.remove(path),
  list: (directory) => disk.list(directory),
  ...changes,
});

/** Skips sync for handles that came from this kind of opening. */
const withoutSync = (disk: FileSystem, opening: 'create' | 'openDirectory'): FileSystem => {
  const skipped = new Set<number>();
  return over(disk, {
    [opening]: (path: string): number => {
      const handle = disk[opening](path);
      skipped.add(handle);
      return handle;
    },
    sync: (handle) => {
      if (!skipped.has(handle)) {
        disk.sync(handle);
      }
    },
  });
};

export const defects: Readonly<Record<string, Defect>> = {
  'compare-before-write': {
    card: (card, environment) => withRow(card, environment, 'VERIFY', () => compareFirst),
  },
  'write-in-place': {
    disk: (disk) =>
      over(disk, {create: (path) => disk.create(path.replace(/\.\d+\.tmp$/, '')), rename: nothing}),
  },
  'no-sync-before-rename': {disk: (disk) => withoutSync(disk, 'create')},
  'no-sync-of-directory': {disk: (disk) => withoutSync(disk, 'openDirectory')},
  'answer-before-write': {
    card(card, environment) {
      let owed: (() => void) | undefined;
      const late: Environment = {
        ...environment,
        store: {
          write(state) {
            owed?.();
            owed = () => environment.store.write(state);
          },
        },
      };
      return cardWithRows(card, late, (row) => row);
    },
  },
  'certificate-before-key': {
    card: (card, environment) => withRow(card, environment, 'UPDATE BINARY', certificateFirst),
  },
  'delete-in-two-writes': {
    card: (card, environment) => withRow(card, environment, 'DELETE', instancesFirst),
  },
  'quota-leaked-at-delete': {card: (card, environment) => withRow(card, environment, 'DELETE', quotaLeaked)},
  'instance-kept-after-delete': {
    card: (card, environment) => withRow(card, environment, 'DELETE', instanceKept),
  },
  'load-file-entered-early': {
    card: (card, environment) => withRow(card, environment, 'LOAD', loadFileEntered),
  },
  'personalised-block-by-block': {
    card: (card, environment) => withRow(card, environment, 'STORE DATA', blockByBlock),
  },
  'unlock-without-authority': {
    card: (card, environment) =>
      withRow(card, environment, 'UNLOCK KEY', (row) => ({...row, requires: {kind: 'always'}})),
  },
};
