import {readFileSync, statSync} from 'node:fs';
import {KazasuError, type Sentence} from '../../protocol/index.ts';

/** Bytes of a file that is judged or judged by (Bench-defined, C163): as many as a signed document may have, C103. */
export const mostFileBytes = 256 * 2 ** 20;

/**
 * The bytes of a regular file. Pipes and devices are refused, since they may never end.
 * @throws KazasuError `KZS-VERIFY-FILE`; `kind` says what was expected.
 */
export const readGivenFile = (path: string, kind: Sentence): Uint8Array => {
  try {
    const {size} = regularFile(path);
    if (size > mostFileBytes) {
      throw notReadable(path, kind, {
        en: `it has ${size} bytes, more than ${mostFileBytes}`,
        ja: `${size}バイトあり、上限の${mostFileBytes}バイトを超えています`,
      });
    }
    return readFileSync(path);
  } catch (error) {
    if (error instanceof KazasuError) {
      throw error;
    }
    const why = error instanceof Error ? error.message : String(error);
    throw notReadable(path, kind, {en: why, ja: `読めません: ${why}`});
  }
};

const regularFile = (path: string): {readonly size: number} => {
  const found = statSync(path);
  if (found.isFile()) {
    return found;
  }
  throw notReadable(
    path,
    {en: 'a regular file', ja: '通常のファイル'},
    {
      en: 'it is a folder, a pipe or a device',
      ja: 'フォルダー、パイプ、またはデバイスです',
    },
  );
};

const notReadable = (path: string, kind: Sentence, why: Sentence): KazasuError =>
  new KazasuError('KZS-VERIFY-FILE', {
    en: `${kind.en} was expected at "${path}", but: ${why.en}`,
    ja: `「${path}」には${kind.ja}が必要ですが、${why.ja}`,
  });
