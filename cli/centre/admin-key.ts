import {randomBytes} from 'node:crypto';
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {KazasuError} from '../../protocol/index.ts';
import {UsageError} from '../usage-error.ts';

/** The key of the registrar of a centre, and where it is. */
export interface AdminKey {
  readonly key: string;
  readonly file: string;
  /** Whether it was made just now. */
  readonly fresh: boolean;
  /** Takes away what lives no longer than the command. */
  forget(): void;
}

/** By which an administrator's key is recognised where it must not be. */
const prefix = 'kzad_';

const form = /^[A-Za-z0-9._~+/-]{16,200}=*$/;

/** The key in a file; a file that is not there is made with a new key, readable by its owner only. */
export const openAdminKey = (file: string | undefined): AdminKey => {
  if (file !== undefined && existsSync(file)) {
    return {key: readAdminKey(file), file, fresh: false, forget: () => undefined};
  }
  const key = prefix + randomBytes(32).toString('base64url');
  const folder = file === undefined ? mkdtempSync(join(tmpdir(), 'kazasu-centre-')) : undefined;
  const place = file ?? join(folder ?? '', 'admin-key');
  try {
    writeFileSync(place, `${key}\n`, {mode: 0o600, flag: 'wx'});
  } catch (error) {
    throw keyFileUnusable(place, error);
  }
  return {
    key,
    file: place,
    fresh: true,
    forget: () => (folder === undefined ? undefined : rmSync(folder, {recursive: true, force: true})),
  };
};

/** A key from a file that somebody named. */
export const readAdminKey = (file: string): string => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw keyFileUnusable(file, error);
  }
  if (!form.test(text)) {
    throw new UsageError({
      en: `a key of 16 to 200 letters, digits and ._~+/- was expected in ${file}, but it holds something else`,
      ja: `${file} には16〜200文字の鍵(英数字と ._~+/-)が必要ですが、内容が異なります`,
    });
  }
  return text;
};

const keyFileUnusable = (file: string, error: unknown): KazasuError => {
  const why = error instanceof Error ? error.message : String(error);
  return new UsageError({
    en: `a file for the administrator's key was expected at ${file}, but: ${why}`,
    ja: `管理者の鍵のファイル ${file} を使えません: ${why}`,
  });
};
