import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {Agent, createServer, request as httpRequest} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {performance} from 'node:perf_hooks';
import {fileURLToPath} from 'node:url';
import {usualTolerance} from '../../centre/index.ts';
import {certificateId} from '../../centre/ocsp/certificate-id.ts';
import {checkResponse} from '../../centre/ocsp/check-response.ts';
import {encodeRequest} from '../../centre/ocsp/request.ts';
import {identityOf} from '../../centre/ocsp/responder-identity.ts';
import {knownCertificate} from '../../centre/x509/known-certificate.ts';
import {seededRandom} from '../../protocol/index.ts';
import {keyCache} from '../../scenarios/index.ts';
import {pem} from '../centre/bench-identity.ts';
import {type Measurement, median} from './measurement.ts';
import {ocspBenchAuthority, ocspSerial} from './ocsp-responder-process.ts';

const rounds = 5;
const perRound = 1_500;
const atOnce = 4;

/** OCSP answers over HTTP on loopback: our responder beside openssl's, each in a process of its own, by turns. */
export const measureOcspRate = async (): Promise<Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-ocsp-'));
  const authority = await ocspBenchAuthority();
  const issuer = authority.certificate;
  const ids = [certificateId(knownCertificate(issuer), ocspSerial, 'sha1')];
  const nonce = new Uint8Array(32).fill(7);
  const request = encodeRequest({ids, nonce});
  const [ours, theirs] = [await startOurs(), await startOpenssl(folder)];
  try {
    for (const {port} of [ours, theirs]) {
      const answer = await post(port, request);
      const [found] = checkResponse({ids, nonce, issuer, at: new Date()}, answer, usualTolerance);
      if (found?.reason !== 'good') {
        throw new Error(`an answer was expected to be good, but is ${found?.reason}`);
      }
    }
    const rates: Record<'ours' | 'prepared' | 'theirs', number[]> = {ours: [], prepared: [], theirs: []};
    for (let i = 0; i < rounds; i += 1) {
      rates.ours.push(await rate(ours.port, request));
      rates.theirs.push(await rate(theirs.port, request));
      rates.prepared.push(await rate(ours.port, encodeRequest({ids})));
    }
    const ratioOf = (which: 'ours' | 'prepared'): number =>
      median(rates[which].map((mine, i) => mine / (rates.theirs[i] ?? Number.NaN)));
    const [ratio, prepared] = [ratioOf('ours'), ratioOf('prepared')];
    return [
      {
        name: 'OCSP answers over HTTP to requests without a nonce, prepared for a minute: ours / openssl ocsp, which signs each',
        value: `${prepared.toFixed(2)} (${Math.round(median(rates.prepared))} per second)`,
        aim: '≥ 2',
        met: prepared >= 2,
      },
      {
        name: 'OCSP answers over HTTP, each signed afresh, by a client that keeps connections: ours / openssl ocsp',
        value: `${ratio.toFixed(2)} (${Math.round(median(rates.ours))} / ${Math.round(median(rates.theirs))} per second, ${atOnce} at once, ${rounds} pairs)`,
        aim: '≥ 2',
        met: ratio >= 2,
      },
    ];
  } finally {
    ours.stop();
    theirs.stop();
    rmSync(folder, {recursive: true});
  }
};

interface Started {
  readonly port: number;
  stop(): void;
}

const startOurs = async (): Promise<Started> => {
  const program = fileURLToPath(new URL('./ocsp-responder-process.js', import.meta.url));
  const child = spawn(process.execPath, [program, 'serve'], {stdio: ['ignore', 'pipe', 'inherit']});
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {port: Number(line.toString()), stop: () => void child.kill()};
};

const startOpenssl = async (folder: string): Promise<Started> => {
  const authority = await ocspBenchAuthority();
  const keys = await seededRandom('ocsp-bench/openssl', keyCache()).rsaKeyPair(2048);
  const now = Date.now();
  const validity = {notBefore: new Date(now - 86_400_000), notAfter: new Date(now + 86_400_000)};
  const {certificate} = identityOf(authority, keys, validity, 'ocsp-signing');
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const port = await freePort();
  const child = spawn(
    'openssl',
    [
      ...['ocsp', '-port', String(port), '-ndays', '1'],
      ...['-index', put('index', `V\t301231000000Z\t\t${ocspSerial}\tunknown\t/CN=a\n`)],
      ...['-CA', put('ca.pem', pem(authority.certificate))],
      ...['-rsigner', put('signer.pem', pem(certificate))],
      ...['-rkey', put('key.pem', keys.privateKey.export({format: 'pem', type: 'pkcs8'}).toString())],
    ],
    {stdio: ['ignore', 'pipe', 'ignore']},
  );
  // It says ACCEPT and its address once it listens.
  await once(child.stdout, 'data');
  child.stdout.resume();
  return {port, stop: () => void child.kill()};
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};

/** Answers a second. */
const rate = async (port: number, request: Uint8Array): Promise<number> => {
  let left = perRound;
  const at = performance.now();
  await Promise.all(
    Array.from({length: atOnce}, async () => {
      while (left > 0) {
        left -= 1;
        await post(port, request);
      }
    }),
  );
  return perRound / ((performance.now() - at) / 1000);
};

/** Keeps connections where the responder does; openssl’s closes each. */
const agent = new Agent({keepAlive: true, maxSockets: atOnce});

const post = (port: number, body: Uint8Array): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const headers = {'content-type': 'application/ocsp-request', 'content-length': body.length};
    const asked = httpRequest(
      {port, host: '127.0.0.1', method: 'POST', path: '/', headers, agent},
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks)));
        response.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
