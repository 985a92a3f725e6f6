import {execFile} from 'node:child_process';
import {accessSync, constants, existsSync, mkdirSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {promisify} from 'node:util';
import {KazasuError} from '../../../protocol/index.ts';

/** The pcscd on this machine, and what it needs to be started beside the system's. */
export interface PcscdInstallation {
  readonly command: string;
  readonly version: string;
  readonly flags: readonly string[];
  /** Releases since 2.0 leave USB readers alone when this variable names an empty directory. */
  readonly dropDirectoryVariable: string | undefined;
  readonly vpcdDriver: string;
}

const run = promisify(execFile);
const answerWithinMs = 10_000;

/** Daemons live where an ordinary user's PATH does not reach. */
export const searchPath = (): string[] => {
  const {PATH = '/usr/local/bin:/usr/bin:/bin'} = process.env;
  return [...PATH.split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
};

const executable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const missingPackage = (id: string, what: string, name: string): KazasuError =>
  new KazasuError(id, {
    en: `${what} was expected on this machine but is not there; install the Debian package ${name} (sudo apt-get install ${name})`,
    ja: `${what} が見つかりません。Debianパッケージ ${name} を入れてください(sudo apt-get install ${name})`,
  });

/** The path of a program, or the error that names its package. */
export const findProgram = (name: string, packageName: string): string => {
  const found = searchPath()
    .map((directory) => join(directory, name))
    .find(executable);
  if (found === undefined) {
    throw missingPackage(`KZS-PCSCD-${name === 'pcscd' ? 'MISSING' : 'TOOL-MISSING'}`, name, packageName);
  }
  return found;
};

/** pcscd insists on its own directory under /run, even when it is handed a socket elsewhere. */
const prepareRunDirectory = (directory: string): void => {
  if (existsSync(directory)) {
    return;
  }
  try {
    mkdirSync(directory, {mode: 0o755, recursive: true});
  } catch (cause) {
    throw new KazasuError(
      'KZS-PCSCD-RUN-DIRECTORY',
      {
        en: `pcscd needs the directory ${directory}, which is not there and could not be made; make it once (sudo mkdir -p ${directory})`,
        ja: `pcscdには ${directory} が必要ですが、存在せず作成もできません。一度だけ作成してください(sudo mkdir -p ${directory})`,
      },
      {cause},
    );
  }
};

/** What a daemon says of itself; one that fails or hangs is not one we can use. */
const ask = async (command: string, question: string): Promise<{stdout: string}> => {
  try {
    return await run(command, [question], {timeout: answerWithinMs});
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new KazasuError(
      'KZS-PCSCD-BROKEN',
      {
        en: `${command} ${question} was expected to answer, but: ${why}`,
        ja: `${command} ${question} が応答するはずですが、できませんでした: ${why}`,
      },
      {cause},
    );
  }
};

/**
 * Reads what `pcscd --version` and `--help` say.
 * @throws KazasuError `KZS-PCSCD-MISSING`, `KZS-PCSCD-DRIVER-MISSING`, `KZS-PCSCD-RUN-DIRECTORY`.
 */
export const inspectPcscd = async (driver?: string): Promise<PcscdInstallation> => {
  const command = findProgram('pcscd', 'pcscd');
  const [about, help] = await Promise.all([ask(command, '--version'), ask(command, '--help')]);
  const setting = (name: string, usual: string): string =>
    new RegExp(`\\b${name}=(\\S+)`).exec(about.stdout)?.[1] ?? usual;
  const version = /version (\d[\d.]*\d)/.exec(about.stdout)?.[1] ?? 'unknown';
  const drop = setting('usbdropdir', '/usr/lib/pcsc/drivers');
  const drivers = [
    join(drop, 'serial'),
    '/usr/lib/pcsc/drivers/serial',
    '/usr/local/lib/pcsc/drivers/serial',
  ];
  const candidates = driver === undefined ? drivers.map((path) => join(path, 'libifdvpcd.so')) : [driver];
  const vpcdDriver = candidates.find((path) => existsSync(path));
  if (vpcdDriver === undefined) {
    throw missingPackage(
      'KZS-PCSCD-DRIVER-MISSING',
      `the virtual reader driver ${candidates[0]}`,
      'vsmartcard-vpcd',
    );
  }
  prepareRunDirectory(setting('ipcdir', '/run/pcscd'));
  return {
    command,
    version,
    flags: help.stdout.includes('--disable-polkit') ? ['--disable-polkit'] : [],
    dropDirectoryVariable: Number.parseInt(version, 10) >= 2 ? 'PCSCLITE_HP_DROPDIR' : undefined,
    vpcdDriver,
  };
};
