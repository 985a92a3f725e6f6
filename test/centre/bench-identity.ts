import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Holder} from '../../centre/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';

/** The holder all tests of the centre issue to. */
export const holder: Holder = {
  name: '清瀬　花子',
  sex: 'female',
  birthDate: '1980-02-17',
  address: '東京都清瀬市中里五丁目８４２番地',
  prefecture: 'Tokyo-to',
  city: 'Kiyose-shi',
  municipalityCode: '13221',
};

export const seed = 'centre-tests';

/** The holder's key pair; the same in every test process. */
export const holderKeys = await seededKeys(seed).fork('holder').rsaKeyPair(2048);

/** The openssl program over files that live as long as the call; `{name}` in an argument is that file's path. */
export const openssl = (args: readonly string[], files: Readonly<Record<string, Uint8Array>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-openssl-'));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(join(folder, name), bytes);
    }
    const paths = args.map((arg) => arg.replace(/^\{(.+)\}$/, (_, name: string) => join(folder, name)));
    return execFileSync('openssl', paths, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe']});
  } finally {
    rmSync(folder, {recursive: true});
  }
};

/** DER as PEM, which `openssl verify` asks for. */
export const pem = (der: Uint8Array): Uint8Array => {
  const lines = Buffer.from(der)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`);
};

/** The bytes with one bit changed. */
export const flip = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ 0x01 : byte));
