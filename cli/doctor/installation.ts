import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {KazasuError} from '../../protocol/index.ts';
import {inspectPcscd, loadPcsclite} from '../../terminal/index.ts';
import {type Finding, same} from './finding.ts';

/** The first line a program prints when asked for its version; undefined where it is not there. */
const versionLine = (program: string, ...args: string[]): string | undefined => {
  try {
    return execFileSync(program, args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']}).split('\n')[0];
  } catch {
    return undefined;
  }
};

const node = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  return {
    id: 'node',
    title: same('Node.js'),
    state: enough ? 'ok' : 'missing',
    found: same(process.version),
    ...(enough ? {} : {fix: {en: 'install Node.js 20.19 or newer', ja: 'Node.js 20.19以降を入れてください'}}),
  };
};

const daemon = async (): Promise<Finding> => {
  const title = {en: 'pcscd with the virtual reader driver vpcd', ja: 'pcscdと仮想リーダードライバーvpcd'};
  try {
    const {version, vpcdDriver} = await inspectPcscd();
    return {id: 'pcscd', title, state: 'ok', found: same(`pcscd ${version}, ${vpcdDriver}`)};
  } catch (error) {
    if (!(error instanceof KazasuError)) {
      throw error;
    }
    return {
      id: 'pcscd',
      title,
      state: 'missing',
      found: error.sentence,
      fix: same('sudo apt-get install pcscd vsmartcard-vpcd'),
    };
  }
};

const openSc = (): Finding => {
  const title = {en: 'OpenSC (for pkcs11-tool and the like)', ja: 'OpenSC(pkcs11-toolなど)'};
  const version = versionLine('opensc-tool', '--info');
  return version === undefined
    ? {
        id: 'opensc',
        title,
        state: 'advice',
        found: {
          en: 'not installed; kazasu itself does not need it',
          ja: '未インストール(kazasu自体には不要)',
        },
        fix: same('sudo apt-get install opensc'),
      }
    : {id: 'opensc', title, state: 'ok', found: same(version)};
};

const secondBinding = (): Finding => {
  const title = {
    en: 'second PC/SC binding (npm pcsclite, optional)',
    ja: '2つ目のPC/SCバインディング(npm pcsclite、任意)',
  };
  try {
    loadPcsclite();
    return {id: 'pcsclite', title, state: 'ok', found: {en: 'loads', ja: '読み込めます'}};
  } catch (error) {
    if (!(error instanceof KazasuError)) {
      throw error;
    }
    return {
      id: 'pcsclite',
      title,
      state: 'advice',
      found: error.sentence,
      fix: same('sudo apt-get install libpcsclite-dev && npm rebuild pcsclite'),
    };
  }
};

/** OpenSC keeps what it read by serial number, and takes every JPKI card's for 00000000. */
const openScCache = (): Finding => {
  const title = {en: 'OpenSC’s file cache', ja: 'OpenSCのファイルキャッシュ'};
  const home = process.env['HOME'] ?? '';
  const directory = `${process.env['XDG_CACHE_HOME'] ?? `${home}/.cache`}/opensc`;
  return existsSync(directory)
    ? {
        id: 'opensc-cache',
        title,
        state: 'advice',
        found: {
          en: `${directory} exists: OpenSC may answer for one card with files of another, because every JPKI card has serial number 00000000 to it`,
          ja: `${directory} があります。OpenSCはJPKIカードの番号をすべて00000000とみなすため、別のカードのファイルを返すことがあります`,
        },
        fix: {
          en: `remove ${directory} and set use_file_caching = no in opensc.conf`,
          ja: `${directory} を削除し、opensc.confで use_file_caching = no を設定してください`,
        },
      }
    : {
        id: 'opensc-cache',
        title,
        state: 'ok',
        found: {en: 'nothing is cached', ja: 'キャッシュはありません'},
      };
};

/** What is installed on this machine. */
export const installationFindings = async (): Promise<Finding[]> => [
  node(),
  await daemon(),
  openSc(),
  secondBinding(),
  openScCache(),
];
