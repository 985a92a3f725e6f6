import {tmpdir} from 'node:os';
import {KazasuError} from '../../../protocol/index.ts';
import {type Isolation, noIsolation} from '../../isolation/network-namespace.ts';
import {inspectPcscd} from './pcscd-installation.ts';
import {type PcscdOrder, PcscdProcess} from './pcscd-process.ts';
import {takeDaemonPlace} from './run-directory.ts';
import {candidatePorts, type VpcdPorts} from './vpcd-ports.ts';

export interface PrivatePcscdOptions {
  /** Default `Kazasu Virtual Reader`; pcscd appends ` 00 00` and ` 00 01` for the two slots. */
  readonly readerName?: string;
  /** Where to run it; default: beside us, with vpcd listening on every interface. */
  readonly isolation?: Isolation;
  /** Default `<tmp>/kazasu-<pid>/pcscd.comm`. libpcsclite keeps the first path of a process: reuse it. */
  readonly socketPath?: string;
  /** Default: found by trying. A pair that is given is not replaced when it is busy. */
  readonly vpcdPorts?: VpcdPorts;
  /** Path of libifdvpcd.so; default where the installed pcscd looks for serial drivers. */
  readonly driver?: string;
  /** Stops the daemon when it aborts. */
  readonly signal?: AbortSignal;
}

/** A pcscd of our own, beside the system's. */
export interface PrivatePcscd {
  readonly socketPath: string;
  /** What a client program needs in its environment. */
  readonly env: {readonly PCSCLITE_CSOCK_NAME: string};
  /** Where the card of each slot connects to, on the loopback of the isolation. */
  readonly vpcdPorts: VpcdPorts;
  readonly readerNames: readonly [string, string];
  readonly version: string;
  readonly pid: number;
  /** The last 64 Ki characters it said. */
  log(): string;
  /** Undefined after `stop`, an error when it ended by itself. */
  readonly exited: Promise<KazasuError | undefined>;
  stop(): Promise<void>;
}

const usualName = 'Kazasu Virtual Reader';

/** What vpcd's log says when a port is taken. */
const bindFailure = /Address already in use|Could not initialize connection to virtual ICC/;

/**
 * Starts pcscd with one vpcd entry, unprivileged, and resolves when it has proved to serve both readers. It ends
 * with this process, whatever ends this process.
 * @throws KazasuError `KZS-PCSCD-…`: one id for each thing that can be missing, busy or broken.
 */
export const startPrivatePcscd = async (options: PrivatePcscdOptions = {}): Promise<PrivatePcscd> => {
  const readerName = checkReaderName(options.readerName ?? usualName);
  const isolation = options.isolation ?? noIsolation({en: 'none was asked for', ja: '指定がありません'});
  const installation = await inspectPcscd(options.driver);
  const place = await takeDaemonPlace(options.socketPath).catch((error: unknown) => {
    throw namedError(error);
  });
  try {
    for await (const ports of options.vpcdPorts ? [options.vpcdPorts] : candidatePorts(isolation)) {
      mustContinue(options.signal);
      const order = {installation, isolation, place, readerName, ports};
      const daemon = await attempt(order, options.signal);
      if (daemon) {
        return daemon;
      }
    }
    throw portsBusy(options.vpcdPorts);
  } catch (error) {
    place.release();
    throw namedError(error);
  }
};

/** One attempt on one pair of ports; undefined when somebody else has one of them. */
const attempt = async (
  order: PcscdOrder,
  signal: AbortSignal | undefined,
): Promise<PrivatePcscd | undefined> => {
  const {place, readerName, ports} = order;
  const pcscd = await PcscdProcess.start(order);
  const abort = (): void => void pcscd.stop();
  signal?.addEventListener('abort', abort, {once: true});
  const readers = await pcscd.readers(place.socketPath);
  const names = [`${readerName} 00 00`, `${readerName} 00 01`] as const;
  const ready = readers !== undefined && names.every((name) => readers.includes(name));
  if (ready && !signal?.aborted) {
    return serving(order, pcscd, names, signal, abort);
  }
  await pcscd.stop();
  signal?.removeEventListener('abort', abort);
  mustContinue(signal);
  if (bindFailure.test(pcscd.log())) {
    return undefined;
  }
  throw notServing(order, pcscd, readers, ports);
};

const serving = (
  {place, ports, installation}: PcscdOrder,
  pcscd: PcscdProcess,
  readerNames: readonly [string, string],
  signal: AbortSignal | undefined,
  abort: () => void,
): PrivatePcscd => {
  let stopping = false;
  const exited = pcscd.exited.then(({code, signal: killedBy}) => {
    signal?.removeEventListener('abort', abort);
    place.release();
    return stopping || signal?.aborted ? undefined : died(pcscd, killedBy ?? `exit status ${code}`);
  });
  return {
    socketPath: place.socketPath,
    env: {PCSCLITE_CSOCK_NAME: place.socketPath},
    vpcdPorts: ports,
    readerNames,
    version: installation.version,
    pid: pcscd.pid ?? 0,
    log: () => pcscd.log(),
    exited,
    async stop() {
      stopping = true;
      await pcscd.stop();
      await exited;
    },
  };
};

const checkReaderName = (name: string): string => {
  if (!/^[\x20\x21\x23-\x7e]{1,100}$/.test(name) || name.trim() !== name) {
    throw new KazasuError('KZS-PCSCD-READER-NAME', {
      en: `a reader name has 1 to 100 printable ASCII characters without double quotes or outer blanks, but "${name}" was given`,
      ja: `リーダー名は二重引用符と前後の空白を除く印字可能なASCII文字1〜100字ですが、「${name}」が指定されました`,
    });
  }
  return name;
};

const mustContinue = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted) {
    throw new KazasuError('KZS-PCSCD-ABORTED', {
      en: 'the start of the private pcscd was called off',
      ja: '専用pcscdの起動が取り消されました',
    });
  }
};

const portsBusy = (ports: VpcdPorts | undefined): KazasuError => {
  const which = ports ? ports.join(', ') : '20000–32000';
  return new KazasuError('KZS-PCSCD-PORT-BUSY', {
    en: `two free TCP ports were expected for the virtual reader (${which}), but another program has them`,
    ja: `仮想リーダーには空いているTCPポートが2つ必要ですが(${which})、別のプログラムが使用中です`,
  });
};

/** What it says at every start and end as another user than root. */
const routineNoise = /clean_temp_files|cannot create .*pcscd\.pid/;

/** A file system that does not play along, in one sentence. */
const namedError = (error: unknown): unknown => {
  if (error instanceof KazasuError || !(error instanceof Error) || !('code' in error)) {
    return error;
  }
  return new KazasuError(
    'KZS-PCSCD-DIRECTORY',
    {
      en: `a directory for the daemon's files was expected in ${tmpdir()}, but it cannot be used: ${error.message}`,
      ja: `デーモンのファイルを置くディレクトリが ${tmpdir()} に必要ですが、使えません: ${error.message}`,
    },
    {cause: error},
  );
};

const lastLine = (pcscd: PcscdProcess): string => {
  const lines = pcscd.log().trim().split('\n');
  return (
    lines
      .filter((line) => !routineNoise.test(line))
      .at(-1)
      ?.replace(/^\d+ /, '') || 'it said nothing'
  );
};

const died = (pcscd: PcscdProcess, how: string): KazasuError =>
  new KazasuError('KZS-PCSCD-DIED', {
    en: `the private pcscd was expected to serve until it is stopped, but it ended (${how}); its last words: ${lastLine(pcscd)}`,
    ja: `専用pcscdは停止されるまで動くはずですが、終了しました(${how})。最後の出力: ${lastLine(pcscd)}`,
  });

const notServing = (
  order: PcscdOrder,
  pcscd: PcscdProcess,
  readers: readonly string[] | undefined,
  ports: VpcdPorts,
): KazasuError => {
  const configuration = /configfile|invalid directory|reader\.conf/i.test(pcscd.log());
  if (configuration || readers !== undefined) {
    return new KazasuError('KZS-PCSCD-CONFIG', {
      en: `pcscd ${order.installation.version} was expected to offer "${order.readerName}" on ports ${ports.join(', ')} with ${order.installation.vpcdDriver}, but it did not: ${lastLine(pcscd)}`,
      ja: `pcscd ${order.installation.version} が ${order.installation.vpcdDriver} でリーダー「${order.readerName}」(ポート ${ports.join(', ')})を提供するはずですが、できませんでした: ${lastLine(pcscd)}`,
    });
  }
  return died(pcscd, 'before it served');
};
