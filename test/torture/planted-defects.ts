import type {Card, Environment, FileSystem} from '../../emulator/index.ts';
import type {CommandRow} from '../../emulator/os/application.ts';
import {referredCredential} from '../../emulator/os/commands/current-credential.ts';
import type {CardContext} from '../../emulator/os/context.ts';
import {type PersistentState, withApplication, withCredential} from '../../emulator/os/state.ts';
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
  'unlock-without-authority': {
    card: (card, environment) =>
      withRow(card, environment, 'UNLOCK KEY', (row) => ({...row, requires: {kind: 'always'}})),
  },
};
