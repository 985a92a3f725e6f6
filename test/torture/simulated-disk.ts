import type {FileSystem} from '../../emulator/index.ts';

/** Thrown by every call once the power is gone. */
export class PowerCut extends Error {}

/** Where the power goes: before a call, or within a write after some of its bytes. */
export interface Cut {
  readonly call: number;
  readonly bytes?: number;
}

interface Inode {
  current: Uint8Array;
  durable: Uint8Array;
}

type NameChange =
  | {readonly kind: 'link'; readonly path: string; readonly inode: Inode}
  | {readonly kind: 'rename'; readonly from: string; readonly to: string}
  | {readonly kind: 'unlink'; readonly path: string};

type Names = Map<string, Inode>;

const none = new Uint8Array(0);

/** What may have reached the disk of data that nobody synced. */
const unsynced: readonly ((inode: Inode) => Uint8Array)[] = [
  ({durable}) => durable,
  ({current}) => current,
  ({current}) => current.subarray(0, 1),
  ({current}) => current.subarray(0, current.length >> 1),
  ({current}) => current.subarray(0, Math.max(0, current.length - 1)),
  ({current}) => new Uint8Array(current.length),
];

/**
 * A disk as POSIX promises it and no better: data is durable once its file was synced, a name once its directory
 * was; both may get there earlier, names in their order. The power can go at every call.
 */
export class SimulatedDisk implements FileSystem {
  /** Each call with what it wrote, to compare two runs. */
  readonly trace: string[] = [];
  /** Bytes given to each write call, by the call's number. */
  readonly writes = new Map<number, number>();
  readonly #cut: Cut | undefined;
  readonly #durable: Names;
  readonly #names: Names;
  readonly #handles = new Map<number, Inode | 'directory'>();
  #pending: NameChange[] = [];
  #lastHandle = 2;
  #off = false;

  constructor(files: ReadonlyMap<string, Uint8Array>, cut?: Cut) {
    this.#cut = cut;
    this.#durable = new Map(
      [...files].map(([path, bytes]): [string, Inode] => [path, {current: bytes, durable: bytes}]),
    );
    this.#names = new Map(this.#durable);
  }

  get off(): boolean {
    return this.#off;
  }

  get calls(): number {
    return this.trace.length;
  }

  /** What the disk may hold after the power went now: path to bytes, each possibility once. */
  survivors(): ReadonlyMap<string, Uint8Array>[] {
    const found = new Map<string, ReadonlyMap<string, Uint8Array>>();
    for (let applied = 0; applied <= this.#pending.length; applied += 1) {
      const names = new Map(this.#durable);
      for (const change of this.#pending.slice(0, applied)) {
        apply(names, change);
      }
      for (const contentOf of unsynced) {
        const files = new Map(
          [...names].map(([path, inode]): [string, Uint8Array] => [
            path,
            inode.durable === inode.current ? inode.durable : contentOf(inode),
          ]),
        );
        found.set(keyOf(files), files);
      }
    }
    return [...found.values()];
  }

  read(path: string): Uint8Array {
    return this.#existing(path).current;
  }

  create(path: string): number {
    this.#call('create', path);
    const existing = this.#names.get(path);
    if (existing) {
      existing.current = none;
      return this.#handle(existing);
    }
    const inode: Inode = {current: none, durable: none};
    this.#change({kind: 'link', path, inode});
    return this.#handle(inode);
  }

  write(handle: number, bytes: Uint8Array): number {
    const call = this.calls;
    const inode = this.#inode(handle);
    if (!this.#off && this.#cut?.call === call && this.#cut.bytes !== undefined) {
      inode.current = joined(inode.current, bytes.subarray(0, this.#cut.bytes));
    }
    this.#call('write', Buffer.from(bytes).toString('latin1'));
    this.writes.set(call, bytes.length);
    inode.current = joined(inode.current, bytes);
    return bytes.length;
  }

  sync(handle: number): void {
    this.#call('sync', String(handle));
    const target = this.#handles.get(handle);
    if (target === 'directory') {
      for (const change of this.#pending) {
        apply(this.#durable, change);
      }
      this.#pending = [];
    } else if (target) {
      target.durable = target.current;
    }
  }

  openDirectory(path: string): number {
    this.#call('open directory', path);
    return this.#handle('directory');
  }

  close(handle: number): void {
    this.#call('close', String(handle));
    this.#handles.delete(handle);
  }

  rename(from: string, to: string): void {
    this.#call('rename', `${from} ${to}`);
    this.#existing(from);
    this.#change({kind: 'rename', from, to});
  }

  remove(path: string): void {
    this.#call('remove', path);
    if (this.#names.has(path)) {
      this.#change({kind: 'unlink', path});
    }
  }

  list(directory: string): string[] {
    const inside = `${directory}/`;
    return [...this.#names.keys()]
      .filter((path) => path.startsWith(inside))
      .map((path) => path.slice(inside.length));
  }

  #call(name: string, what: string): void {
    if (this.#off || this.#cut?.call === this.calls) {
      this.#off = true;
      throw new PowerCut('the power is gone');
    }
    this.trace.push(`${name} ${what}`);
  }

  #handle(target: Inode | 'directory'): number {
    this.#lastHandle += 1;
    this.#handles.set(this.#lastHandle, target);
    return this.#lastHandle;
  }

  #inode(handle: number): Inode {
    const target = this.#handles.get(handle);
    if (!target || target === 'directory') {
      throw new Error(`EBADF: ${handle} is no open file`);
    }
    return target;
  }

  #existing(path: string): Inode {
    const inode = this.#names.get(path);
    if (!inode) {
      throw new Error(`ENOENT: no such file or directory, '${path}'`);
    }
    return inode;
  }

  #change(change: NameChange): void {
    this.#pending.push(change);
    apply(this.#names, change);
  }
}

const apply = (names: Names, change: NameChange): void => {
  if (change.kind === 'link') {
    names.set(change.path, change.inode);
  } else if (change.kind === 'unlink') {
    names.delete(change.path);
  } else {
    const inode = names.get(change.from);
    names.delete(change.from);
    if (inode) {
      names.set(change.to, inode);
    }
  }
};

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => Uint8Array.from(Buffer.concat([a, b]));

const keyOf = (files: ReadonlyMap<string, Uint8Array>): string =>
  [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, bytes]) => `${path}\0${Buffer.from(bytes).toString('latin1')}`)
    .join('\0\0');
