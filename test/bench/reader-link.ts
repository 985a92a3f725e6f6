import {type ChildProcess, spawn} from 'node:child_process';
import {performance} from 'node:perf_hooks';
import {fileURLToPath} from 'node:url';
import {startCardProcess} from '../../emulator/index.ts';
import {aids, clockOrigin, command, commandApdu} from '../../protocol/index.ts';
import {
  type CardConnection,
  openKoffiPort,
  openNetworkNamespace,
  startPrivatePcscd,
} from '../../terminal/index.ts';
import {openscModule} from '../support/kazasu.ts';
import {testImage} from '../support/test-card.ts';
import {measureFullRead} from './full-read.ts';
import {measureInstallOverPcsc} from './install-over-pcsc.ts';
import {type Measurement, median} from './measurement.ts';

const rounds = 60;
const perRound = 50;
const signatures = 15;

const select = commandApdu.encode(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: aids.jpki}));

const run = (program: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {stdio: 'ignore', env});
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? -1));
  });

const exchanges = async (connection: CardConnection, count: number): Promise<number[]> => {
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const at = performance.now();
    await connection.transmit(select);
    took.push((performance.now() - at) * 1000);
  }
  return took;
};

/**
 * Our card and the minimal card in the two slots of one daemon, asked in turn, so that whatever slows the machine
 * slows both; then OpenSC signing with our card, as whole processes.
 */
export const measureReaderLink = async (): Promise<Measurement[]> => {
  const isolation = await openNetworkNamespace();
  const daemon = await startPrivatePcscd({isolation});
  const card = await startCardProcess({
    image: testImage(),
    timing: 'instant',
    host: '127.0.0.1',
    port: daemon.vpcdPorts[0],
    origin: clockOrigin(),
    wrap: (program, args) => isolation.wrap(program, args),
  });
  const minimal = startMinimalCard(daemon.vpcdPorts[1], isolation);
  const port = await openKoffiPort({socketPath: daemon.socketPath});
  try {
    await card.insert();
    const [ours, floor] = await Promise.all(
      daemon.readerNames.map(async (name) => {
        await port.waitForCard(name, 15_000);
        return port.connect(name);
      }),
    );
    if (!ours || !floor) {
      throw new Error('two readers were expected');
    }
    const link = [
      ...(await compareWithFloor(ours, floor)),
      ...(await measureFullRead(ours, floor)),
      ...(await measureInstallOverPcsc(ours, floor)),
    ];
    await ours.disconnect();
    await floor.disconnect();
    minimal.kill();
    return [...link, await signThroughOpenSc(daemon.env)];
  } finally {
    await port.close();
    minimal.kill();
    await card.stop();
    await daemon.stop();
    await isolation.close();
  }
};

const startMinimalCard = (
  port: number,
  isolation: {wrap(program: string, args: readonly string[]): [string, string[]]},
): ChildProcess => {
  const program = fileURLToPath(new URL('../support/minimal-card.js', import.meta.url));
  const [command, args] = isolation.wrap(process.execPath, [program, '127.0.0.1', String(port)]);
  return spawn(command, args, {stdio: ['ignore', 'ignore', 'inherit']});
};

const compareWithFloor = async (ours: CardConnection, floor: CardConnection): Promise<Measurement[]> => {
  await exchanges(ours, 200);
  await exchanges(floor, 200);
  const ourTimes: number[] = [];
  const floorTimes: number[] = [];
  const ratios: number[] = [];
  for (let i = 0; i < rounds; i += 1) {
    const [mine, least] = [await exchanges(ours, perRound), await exchanges(floor, perRound)];
    ourTimes.push(...mine);
    floorTimes.push(...least);
    ratios.push(median(mine) / median(least));
  }
  const ratio = median(ratios);
  return [
    {
      name: 'SELECT through pcscd: p50 of our card / p50 of a minimal card',
      value: `${ratio.toFixed(2)} (${median(ourTimes).toFixed(0)} µs / ${median(floorTimes).toFixed(0)} µs, ${rounds} pairs of ${perRound})`,
      aim: '≤ 1.15',
      met: ratio <= 1.15,
    },
  ];
};

const signThroughOpenSc = async (environment: Readonly<Record<string, string>>): Promise<Measurement> => {
  const args = ['--module', openscModule, '--login', '--pin', '1234', '--sign', '-m', 'SHA256-RSA-PKCS'];
  const env = {...process.env, ...environment};
  const took: number[] = [];
  for (let i = 0; i < signatures; i += 1) {
    const at = performance.now();
    const status = await run('pkcs11-tool', [...args, '-i', '/etc/hostname', '-o', '/dev/null'], env);
    took.push(performance.now() - at);
    if (status !== 0) {
      throw new Error(`pkcs11-tool --sign ended with ${status}`);
    }
  }
  return {
    name: 'pkcs11-tool --login --sign, whole process, p50',
    value: `${median(took).toFixed(0)} ms (${signatures} runs)`,
    aim: '≤ 60 ms',
    met: median(took) <= 60,
  };
};
