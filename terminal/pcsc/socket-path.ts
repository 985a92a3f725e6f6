import {KazasuError} from '../../protocol/index.ts';

/** sun_path of Linux has 108 bytes, the last one zero. */
const mostPathBytes = 107;
const variable = 'PCSCLITE_CSOCK_NAME';

let fixed: string | undefined;

/**
 * A path that fits a Unix socket address, `reserve` bytes to spare.
 * @throws KazasuError `KZS-PCSC-SOCKET-PATH`.
 */
export const checkSocketPath = (path: string, reserve = 0): string => {
  const bytes = Buffer.byteLength(path);
  const most = mostPathBytes - reserve;
  if (bytes === 0 || bytes > most || path.includes('\0')) {
    throw new KazasuError('KZS-PCSC-SOCKET-PATH', {
      en: `the path of a Unix socket has 1 to ${most} bytes, but "${path}" has ${bytes}; set TMPDIR to a shorter directory`,
      ja: `Unixソケットのパスは1〜${most}バイトですが、「${path}」は ${bytes} バイトです。TMPDIRを短いディレクトリにしてください`,
    });
  }
  return path;
};

/**
 * Chooses the daemon this process talks to. libpcsclite reads the variable once per process, so the choice of the
 * first caller holds: asking for another one later is `KZS-PCSC-SOCKET-FIXED`. Returns the path set, if any.
 */
export const chooseSocket = (socketPath: string | undefined): string | undefined => {
  const wanted = socketPath ?? process.env[variable] ?? '';
  if (wanted !== '') {
    checkSocketPath(wanted);
  }
  if (fixed !== undefined && wanted !== fixed) {
    const names = [fixed, wanted].map((path) => path || 'the system socket');
    throw new KazasuError('KZS-PCSC-SOCKET-FIXED', {
      en: `a process talks to one PC/SC daemon only: this one uses ${names[0]}, so ${names[1]} needs a process of its own`,
      ja: `1つのプロセスが使えるPC/SCデーモンは1つだけです。このプロセスは ${names[0]} を使用中のため、${names[1]} には別のプロセスが必要です`,
    });
  }
  fixed = wanted;
  if (wanted === '') {
    return undefined;
  }
  process.env[variable] = wanted;
  return wanted;
};
