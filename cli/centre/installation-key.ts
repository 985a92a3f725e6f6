import {randomBytes} from 'node:crypto';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import type {KazasuError} from '../../protocol/index.ts';
import {UsageError} from '../usage-error.ts';

/**
 * The key of 32 bytes by which a card management system keeps its issuers' keys: from a file in hex, which is made
 * for its owner only where it is not there. Without a file, one that is forgotten.
 */
export const openInstallationKey = (file: string | undefined): Uint8Array => {
  if (file === undefined) {
    return randomBytes(32);
  }
  try {
    if (!existsSync(file)) {
      writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, {mode: 0o600, flag: 'wx'});
    }
    const text = readFileSync(file, 'utf8').trim();
    if (/^[0-9a-f]{64}$/i.test(text)) {
      return Buffer.from(text, 'hex');
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw unusable(file, {en: why, ja: why});
  }
  throw unusable(file, {
    en: 'it holds something else than 64 hex digits',
    ja: '内容が64桁の16進数ではありません',
  });
};

/** Beside the store it belongs to, unless it is named; a store in memory needs none. */
export const installationKeyFile = (named: string | undefined, store: string): string | undefined =>
  named ?? (store === ':memory:' ? undefined : `${store}.installation-key`);

const unusable = (file: string, why: {readonly en: string; readonly ja: string}): KazasuError =>
  new UsageError({
    en: `a file for the installation's key was expected at ${file}, but: ${why.en}`,
    ja: `設置鍵のファイル ${file} を使えません: ${why.ja}`,
  });
