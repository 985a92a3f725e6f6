import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {certificateList} from '../../centre/crl/certificate-list.ts';
import type {RevokedEntry} from '../../centre/index.ts';
import {createCentre} from '../../centre/index.ts';
import {seededRandom, toHex, virtualClock} from '../../protocol/index.ts';
import {keyCache} from '../../scenarios/index.ts';
import {dice} from '../support/dice.ts';
import type {Measurement} from './measurement.ts';

const entries = 1_000_000;
const asked = 2_000;
const program = fileURLToPath(new URL('./list-index-process.js', import.meta.url));

/** A revocation list of a million entries in no order: index against a bare scan of its bytes, look-up, memory. */
export const measureListIndex = async (): Promise<Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-list-'));
  try {
    const file = join(folder, 'list.crl');
    const serials: string[] = [];
    writeFileSync(file, await millionEntries(serials));
    const said = execFileSync(process.execPath, [program, file, ...serials], {encoding: 'utf8'});
    const found = JSON.parse(said) as Record<
      'ratio' | 'index' | 'scan' | 'first' | 'firstRss' | 'perLookUpNs' | 'hits' | 'entries',
      number
    >;
    if (found.entries !== entries || found.hits !== 0.5) {
      throw new Error(`the list of ${entries} entries was read as ${said}`);
    }
    return [
      {
        name: 'list of a million entries: reading and indexing / bare scan of its bytes, p50',
        value: `${found.ratio.toFixed(2)} (${found.index.toFixed(0)} ms / ${found.scan.toFixed(0)} ms; ${found.first.toFixed(0)} ms the first time)`,
        aim: '≤ 2',
        met: found.ratio <= 2,
      },
      {
        name: 'memory of a process that has read such a list once, the list in it',
        value: `${(found.firstRss / 1e6).toFixed(0)} MB`,
        aim: '< 150 MB',
        met: found.firstRss < 150e6,
      },
      {
        name: 'looking a serial number up in it, half of them listed',
        value: `${found.perLookUpNs.toFixed(0)} ns`,
        aim: '< 1,000 ns',
        met: found.perLookUpNs < 1_000,
      },
    ];
  } finally {
    rmSync(folder, {recursive: true});
  }
};

/** Some of the serial numbers are kept in `serials`, to be asked about. */
const millionEntries = async (serials: string[]): Promise<Uint8Array> => {
  const roll = dice(1);
  const now = new Date('2026-01-05T00:00:00Z');
  const centre = createCentre({random: seededRandom('list-bench', keyCache()), clock: virtualClock(now)});
  const authority = await centre.authorities.issuing('user-authentication', now);
  function* many(): Iterable<RevokedEntry> {
    for (let i = 0; i < entries; i += 1) {
      const bytes = roll.bytes(8);
      bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40;
      const serialNumber = toHex(bytes);
      if (i % (entries / asked) === 0) {
        serials.push(serialNumber);
      }
      yield {serialNumber, since: new Date(now.getTime() - i * 1000), reason: 'affiliationChanged'};
    }
  }
  const {name: issuer, keyIdentifier: authorityKeyIdentifier, sign} = authority;
  const nextUpdate = new Date(now.getTime() + 86_400_000);
  return certificateList(
    {issuer, authorityKeyIdentifier, thisUpdate: now, nextUpdate, number: 1, entries: many()},
    sign,
  );
};
