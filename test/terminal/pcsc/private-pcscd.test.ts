import {execFile, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {KazasuError} from '../../../protocol/index.ts';
import {openNetworkNamespace} from '../../../terminal/isolation/network-namespace.ts';
import {askForReaders} from '../../../terminal/pcsc/daemon/pcscd-handshake.ts';
import {inspectPcscd} from '../../../terminal/pcsc/daemon/pcscd-installation.ts';
import {
  type PrivatePcscd,
  type PrivatePcscdOptions,
  startPrivatePcscd,
} from '../../../terminal/pcsc/daemon/private-pcscd.ts';
import {openKoffiPort} from '../../../terminal/pcsc/koffi/koffi-binding.ts';
import {insertCardProcess} from '../../support/card-process.ts';

const run = promisify(execFile);
const own = join(tmpdir(), `kazasu-${process.pid}`);
const names = (reader: string): string[] => [`${reader} 00 00`, `${reader} 00 01`];

const missing = await inspectPcscd().then(
  () => undefined,
  (error: unknown) => (error instanceof KazasuError ? error.id : 'an unexpected error'),
);

/** Whether user nobody may run this build, which lies in a private home directory as often as not. */
const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath];
const dist = fileURLToPath(new URL('../../../', import.meta.url));
const reachable =
  process.getuid?.() !== 0 ||
  spawnSync('setpriv', [...asNobody, '-e', `require('node:fs').readdirSync('${dist}terminal/pcsc')`], {
    cwd: '/',
  }).status === 0;

/** A claim that needs pcscd and vpcd; without them it is skipped, with the reason. */
const claim = (title: string, body: (t: ExecutionContext) => Promise<void>): void => {
  if (missing === undefined) {
    test.serial(title, body);
  } else {
    test.serial.skip(`${title} (not tried: ${missing})`, () => undefined);
  }
};

const unreachable: typeof claim = (title) =>
  test.serial.skip(`${title} (not tried: user nobody cannot read ${dist})`, () => undefined);

const start = async (t: ExecutionContext, options: PrivatePcscdOptions = {}): Promise<PrivatePcscd> => {
  const daemon = await startPrivatePcscd(options);
  t.teardown(() => daemon.stop());
  return daemon;
};

const refused = async (
  t: ExecutionContext,
  options: PrivatePcscdOptions,
  id: string,
): Promise<KazasuError> => {
  const error = (await t.throwsAsync(start(t, options), {instanceOf: KazasuError})) as KazasuError;
  t.is(error.id, id, error.message);
  t.false(existsSync(own), 'nothing is left behind');
  return error;
};

const isRunning = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** What a user could lose: names, times and contents of the system daemon's files. */
const systemFiles = (): unknown =>
  readdirSync('/run/pcscd').map((name) => {
    const path = join('/run/pcscd', name);
    const {mtimeMs, ino, size} = statSync(path);
    return {
      name,
      mtimeMs,
      ino,
      text: statSync(path).isFile() && size < 100 ? readFileSync(path, 'utf8') : '',
    };
  });

const freshDirectory = (t: ExecutionContext): string => {
  const path = join(tmpdir(), `kazasu-test-${process.pid}-${Math.trunc(performance.now() * 1000)}`);
  mkdirSync(path);
  chmodSync(path, 0o755);
  t.teardown(() => rmSync(path, {recursive: true, force: true}));
  return path;
};

claim(
  'a started daemon serves both its readers, unprivileged, and is gone without a trace after stop',
  async (t) => {
    const daemon = await start(t, {readerName: 'Bench Reader One'});
    t.deepEqual([...daemon.readerNames], names('Bench Reader One'));
    t.deepEqual(await askForReaders(daemon.socketPath), names('Bench Reader One'));
    t.is(daemon.env.PCSCLITE_CSOCK_NAME, daemon.socketPath);
    t.regex(daemon.version, /^\d+\.\d+/);
    const status = readFileSync(`/proc/${daemon.pid}/status`, 'utf8');
    t.regex(status, /^Name:\s+pcscd$/m);
    t.notRegex(status, /^Uid:\s+0\s/m);
    t.regex(status, /^CapEff:\s+0+$/m);
    await daemon.stop();
    t.is(await daemon.exited, undefined);
    t.false(isRunning(daemon.pid));
    t.false(existsSync(own));
  },
);

claim("the system daemon's files stay as they are", async (t) => {
  const before = systemFiles();
  const daemon = await start(t);
  t.deepEqual(systemFiles(), before);
  await daemon.stop();
  t.deepEqual(systemFiles(), before);
});

claim('two daemons serve at once, each on its own socket and ports', async (t) => {
  const [one, two] = await Promise.all([
    start(t, {readerName: 'Bench Reader One'}),
    start(t, {readerName: 'Bench Reader Two'}),
  ]);
  t.is(new Set([one.socketPath, two.socketPath, ...one.vpcdPorts, ...two.vpcdPorts]).size, 6);
  t.deepEqual(await askForReaders(one.socketPath), names('Bench Reader One'));
  t.deepEqual(await askForReaders(two.socketPath), names('Bench Reader Two'));
  await one.stop();
  t.deepEqual(await askForReaders(two.socketPath), names('Bench Reader Two'));
});

claim(
  'a card reaches its daemon inside a network namespace, and clients outside reach the card',
  async (t) => {
    const isolation = await openNetworkNamespace();
    t.teardown(() => isolation.close());
    const daemon = await start(t, {isolation});
    const card = await insertCardProcess(isolation, daemon.vpcdPorts[0]);
    t.teardown(() => card.pull());
    if (isolation.kind === 'netns') {
      t.notRegex(readFileSync('/proc/net/tcp', 'utf8'), /00000000:8C7B/, 'vpcd is not seen outside');
      t.not(statSync(`/proc/${daemon.pid}/ns/net`).ino, statSync('/proc/self/ns/net').ino);
    } else {
      t.truthy(isolation.reason.en);
    }
    const port = await openKoffiPort({socketPath: daemon.socketPath});
    t.teardown(() => port.close());
    await port.waitForCard(daemon.readerNames[0], 10_000);
    const connection = await port.connect(daemon.readerNames[0]);
    t.is((await connection.transmit(Uint8Array.of(0, 0xa4, 0, 0))).length, 2);
  },
);

claim('a second socket path in one process is refused, because libpcsclite would ignore it', async (t) => {
  const error = await t.throwsAsync(openKoffiPort({socketPath: '/tmp/another.comm'}), {
    instanceOf: KazasuError,
  });
  t.is((error as KazasuError).id, 'KZS-PCSC-SOCKET-FIXED');
});

claim('the daemon and its namespace end when our process is killed', async (t) => {
  const url = (path: string): string => new URL(`../../../terminal/${path}`, import.meta.url).href;
  const script = `
    const {openNetworkNamespace} = await import('${url('isolation/network-namespace.js')}');
    const {startPrivatePcscd} = await import('${url('pcsc/daemon/private-pcscd.js')}');
    const isolation = await openNetworkNamespace();
    const {pid} = await startPrivatePcscd({isolation});
    console.log(pid, isolation.kind === 'netns' ? isolation.wrap('true', []).join(' ') : '');`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout.setEncoding('utf8'), 'data')) as [string];
  const [pcscd = 0, holder = 0] = [...line.matchAll(/(?:^|\/proc\/)(\d+)/g)].map((found) => Number(found[1]));
  t.true(isRunning(pcscd), line);
  parent.kill('SIGKILL');
  await once(parent, 'close');
  while (isRunning(pcscd) || isRunning(holder)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const left = join(tmpdir(), `kazasu-${parent.pid}`);
  t.true(existsSync(left));
  await (await start(t)).stop();
  t.false(existsSync(left), 'the next start sweeps up what a killed process left');
});

claim('a daemon that dies by itself settles exited with a named error', async (t) => {
  const daemon = await start(t);
  process.kill(daemon.pid, 'SIGKILL');
  const error = await daemon.exited;
  t.is(error?.id, 'KZS-PCSCD-DIED');
  t.regex(error?.message ?? '', /SIGKILL/);
  t.false(existsSync(own));
});

claim('an abort signal stops a daemon, and calls off a start', async (t) => {
  const stop = new AbortController();
  const daemon = await start(t, {signal: stop.signal});
  stop.abort();
  t.is(await daemon.exited, undefined);
  await refused(t, {signal: AbortSignal.abort()}, 'KZS-PCSCD-ABORTED');
});

claim('a port that is taken is named when it was asked for, and passed over when it was not', async (t) => {
  const server = createServer().listen(0, '0.0.0.0');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const {port} = server.address() as {port: number};
  await refused(t, {vpcdPorts: [port, port + 1]}, 'KZS-PCSCD-PORT-BUSY');
  await refused(t, {vpcdPorts: [port - 1, port]}, 'KZS-PCSCD-PORT-BUSY');
  t.false((await start(t)).vpcdPorts.includes(port));
});

claim('a missing driver, an unusable one and a wrong reader name each have their error', async (t) => {
  const error = await refused(t, {driver: '/nowhere/libifdvpcd.so'}, 'KZS-PCSCD-DRIVER-MISSING');
  t.regex(error.message, /vsmartcard-vpcd/);
  const broken = join(freshDirectory(t), 'libifdvpcd.so');
  writeFileSync(broken, 'not a library');
  await refused(t, {driver: broken}, 'KZS-PCSCD-CONFIG');
  for (const readerName of ['', 'with "quotes"', 'かざす', ' blank', 'x'.repeat(101)]) {
    await refused(t, {readerName}, 'KZS-PCSCD-READER-NAME');
  }
});

claim('a socket path that is too long or taken is refused, and a free one is used', async (t) => {
  const directory = freshDirectory(t);
  await refused(t, {socketPath: join(directory, 'x'.repeat(108))}, 'KZS-PCSC-SOCKET-PATH');
  const socketPath = join(directory, 'own.comm');
  const daemon = await start(t, {socketPath});
  t.is(daemon.socketPath, socketPath);
  const error = await t.throwsAsync(start(t, {socketPath}), {instanceOf: KazasuError});
  t.is((error as KazasuError).id, 'KZS-PCSCD-SOCKET-BUSY');
  t.deepEqual(await askForReaders(socketPath), [...daemon.readerNames]);
  await daemon.stop();
  t.deepEqual(readdirSync(directory), []);
});

test('a machine without pcscd is told which package to install', async (t) => {
  const script = `
    const {findProgram} = await import('${new URL('../../../terminal/pcsc/daemon/pcscd-installation.js', import.meta.url).href}');
    try { findProgram('no-such-program-' + process.pid, 'pcscd'); } catch (error) { console.log(error.message); }`;
  const {stdout} = await run(process.execPath, ['--input-type=module', '-e', script]);
  t.regex(stdout, /sudo apt-get install pcscd/);
});

(reachable ? claim : unreachable)(
  'an ordinary user gets a daemon too, on a socket and in a namespace of its own',
  async (t) => {
    if (process.getuid?.() !== 0) {
      const daemon = await start(t);
      t.is(statSync(`/proc/${daemon.pid}`).uid, process.getuid?.() ?? -1);
      return;
    }
    const directory = freshDirectory(t);
    chmodSync(directory, 0o777);
    const script = `
    const {openNetworkNamespace} = await import('file://${dist}terminal/isolation/network-namespace.js');
    const {startPrivatePcscd} = await import('file://${dist}terminal/pcsc/daemon/private-pcscd.js');
    const isolation = await openNetworkNamespace();
    const daemon = await startPrivatePcscd({isolation});
    console.log(isolation.kind, daemon.readerNames.join(), process.getuid());
    await daemon.stop();
    await isolation.close();`;
    const {stdout} = await run(
      'setpriv',
      [
        '--reuid=nobody',
        '--regid=nogroup',
        '--clear-groups',
        process.execPath,
        '--input-type=module',
        '-e',
        script,
      ],
      {env: {...process.env, TMPDIR: directory}, cwd: '/'},
    );
    t.regex(stdout, /^(netns|none) Kazasu Virtual Reader 00 00,Kazasu Virtual Reader 00 01 65534\n$/);
    t.deepEqual(readdirSync(directory), []);
  },
);
