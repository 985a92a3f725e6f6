import {spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type Centre, certificateStates, createCentre, type Misbehaviour} from '../../centre/index.ts';
import {type Clock, type Recorder, seededRandom, virtualClock} from '../../protocol/index.ts';
import {keyCache} from '../../scenarios/index.ts';
import {holder, holderKeys, seed} from './bench-identity.ts';

export const now = new Date('2026-01-05T03:00:00Z');
export const day = 86_400_000;
export const later = (date: Date, ms: number): Date => new Date(date.getTime() + ms);

/** A centre with states, and one certificate of each kind issued to the usual holder on the day before `now`. */
export const statusBench = async ({
  by = 'ocsp',
  misbehaviour,
  record,
  clock = virtualClock(now),
}: {
  by?: 'ocsp' | 'crl';
  misbehaviour?: Misbehaviour;
  record?: Recorder;
  clock?: Clock;
} = {}) => {
  const states = certificateStates(clock);
  const centre: Centre = createCentre({
    random: seededRandom(seed, keyCache()),
    clock,
    status: {states, by, ...(misbehaviour ? {misbehaviour} : {})},
    ...(record ? {record} : {}),
  });
  const issue = (kind: 'user-authentication' | 'digital-signature', city = holder.city) =>
    centre.issue({
      kind,
      holder: {...holder, city},
      publicKey: holderKeys.publicKey,
      issuedAt: later(now, -day),
    });
  const authority = await centre.authorities.issuing('user-authentication', now);
  const {status} = centre;
  if (!status) {
    throw new Error('the centre keeps states');
  }
  const label = {kind: authority.kind, generation: authority.generation};
  return {clock, states, centre, status, issue, authority, label};
};

export interface OpensslRun {
  readonly status: number | null;
  readonly said: string;
  /** The bytes of a file the program wrote. */
  file(name: string): Uint8Array;
}

/** openssl over files of its own; `{name}` in an argument is that file's path, also where it is to be written. */
export const opensslRun = (
  args: readonly string[],
  files: Readonly<Record<string, Uint8Array>>,
): OpensslRun => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-openssl-'));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
    }
    const written = args.flatMap((arg) => /^\{(.+)\}$/.exec(arg)?.[1] ?? []);
    const paths = args.map((arg) => arg.replace(/^\{(.+)\}$/, (_, name: string) => join(folder, name)));
    const {status, stdout, stderr} = spawnSync('openssl', paths, {encoding: 'utf8', timeout: 30_000});
    const kept = new Map(
      written.flatMap((name) => {
        try {
          return [[name, Uint8Array.from(readFileSync(join(folder, name)))] as const];
        } catch {
          return [];
        }
      }),
    );
    return {status, said: stdout + stderr, file: (name) => kept.get(name) ?? new Uint8Array()};
  } finally {
    rmSync(folder, {recursive: true});
  }
};

/** DER as PEM under a label. */
export const pemOf = (label: string, der: Uint8Array): Uint8Array => {
  const lines = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n');
  return Buffer.from(`-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`);
};
