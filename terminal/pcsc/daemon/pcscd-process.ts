import {type ChildProcess, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, renameSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {delimiter, join} from 'node:path';
import type {Stream} from 'node:stream';
import {KazasuError} from '../../../protocol/index.ts';
import type {Isolation} from '../../isolation/network-namespace.ts';
import {askForReaders} from './pcscd-handshake.ts';
import {findProgram, type PcscdInstallation, searchPath} from './pcscd-installation.ts';
import type {DaemonPlace} from './run-directory.ts';
import type {VpcdPorts} from './vpcd-ports.ts';

const mostLogCharacters = 64 * 1024;
const graceMs = 2_000;

/**
 * The last step before pcscd: give up when our process died before the death signal was armed, then become pcscd
 * as the process the socket is meant for (sd_listen_fds).
 */
const handOver = '[ "$PPID" = "$0" ] || exit 1; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"';

export interface PcscdOrder {
  readonly installation: PcscdInstallation;
  readonly isolation: Isolation;
  readonly place: DaemonPlace;
  readonly readerName: string;
  readonly ports: VpcdPorts;
}

/** One run of pcscd on a socket and a configuration of its own. */
export class PcscdProcess {
  readonly exited: Promise<{code: number | null; signal: NodeJS.Signals | null}>;
  readonly #child: ChildProcess;
  #log = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.exited = new Promise((resolve) => {
      child.on('error', (error) => {
        this.#log += `${error.message}\n`;
        resolve({code: null, signal: null});
      });
      child.on('close', (code, signal) => resolve({code, signal}));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log = (this.#log + text).slice(-mostLogCharacters);
      });
    }
  }

  static async start(order: PcscdOrder): Promise<PcscdProcess> {
    const {installation, isolation, place} = order;
    const configuration = writeConfiguration(order);
    const [command, args] = isolation.wrap(findProgram('setpriv', 'util-linux'), [
      ...leastPrivilege(),
      '--pdeathsig=KILL',
      'sh',
      '-c',
      handOver,
      String(process.pid),
      installation.command,
      '--foreground',
      '--config',
      configuration,
      ...installation.flags,
    ]);
    const server = await listen(`${place.socketPath}.tmp`);
    try {
      const child = spawn(command, args, {
        stdio: ['ignore', 'pipe', 'pipe', socketOf(server)],
        // Ctrl-C in a terminal goes to the whole process group; the daemon's end is ours to decide.
        detached: true,
        env: environment(order),
      });
      renameSync(`${place.socketPath}.tmp`, place.socketPath);
      return new PcscdProcess(child);
    } finally {
      // In the same turn as the renaming: a client that connects from now on is pcscd's to accept.
      server.close();
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  log(): string {
    return this.#log;
  }

  /** Names of the readers it serves, as soon as it serves; undefined when it ended or hung up instead. */
  async readers(socketPath: string): Promise<string[] | undefined> {
    const ended = this.exited.then(() => undefined);
    return Promise.race([ended, askForReaders(socketPath).catch(() => ended)]);
  }

  /** Ends it, by force after a grace period. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.exited;
    clearTimeout(force);
  }
}

/** Root hands over to user nobody (65534 everywhere), who owns nothing, so that pcscd cannot touch the system daemon's files. */
const leastPrivilege = (): string[] =>
  process.getuid?.() === 0 ? ['--reuid=65534', '--regid=65534', '--clear-groups'] : [];

const writeConfiguration = ({place, readerName, ports, installation}: PcscdOrder): string => {
  const directory = join(place.directory, 'reader.conf.d');
  const port = `0x${ports[0].toString(16).toUpperCase()}`;
  const entry = [
    `FRIENDLYNAME "${readerName}"`,
    `DEVICENAME   /dev/null:${port}`,
    `LIBPATH      ${installation.vpcdDriver}`,
    `CHANNELID    ${port}`,
    '',
  ];
  for (const path of [directory, emptyDirectory(place)]) {
    mkdirSync(path, {recursive: true});
    chmodSync(path, 0o755);
  }
  writeFileSync(join(directory, 'vpcd'), entry.join('\n'));
  chmodSync(join(directory, 'vpcd'), 0o644);
  return directory;
};

const emptyDirectory = (place: DaemonPlace): string => join(place.directory, 'no-drivers');

/**
 * pcscd ignores a reader whose name contains one of the listed strings. Listing every letter and digit that our
 * own name lacks leaves real readers to the system's daemon.
 */
const foreignNames = (readerName: string): string =>
  [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456789[(']
    .filter((c) => !readerName.includes(c))
    .join(':');

const environment = ({installation, place, readerName}: PcscdOrder): NodeJS.ProcessEnv => ({
  PATH: searchPath().join(delimiter),
  PCSCLITE_FILTER_IGNORE_READER_NAMES: foreignNames(readerName),
  ...(installation.dropDirectoryVariable
    ? {[installation.dropDirectoryVariable]: emptyDirectory(place)}
    : {}),
});

const listen = (path: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.on('error', (cause) => {
      const sentence = {
        en: `the daemon's socket could not be made at ${path} (${cause.message})`,
        ja: `デーモンのソケットを ${path} に作れませんでした(${cause.message})`,
      };
      reject(new KazasuError('KZS-PCSCD-SOCKET', sentence, {cause}));
    });
    server.listen({path, readableAll: true, writableAll: true}, () => resolve(server));
  });

/** Node passes the handle under a server to a child, though neither its types nor its manual say so. */
const socketOf = (server: Server): Stream => (server as unknown as {readonly _handle: Stream})._handle;
