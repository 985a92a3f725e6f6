import {KazasuError} from '../../protocol/index.ts';

/** The file cannot be reached, read or written. */
export const storeUnusable = (place: string, why: {en: string; ja: string}): KazasuError =>
  new KazasuError('KZS-CENTRE-STORE', {
    en: `the centre's store ${place} cannot be used: ${why.en}`,
    ja: `センターのストア ${place} を使えません: ${why.ja}`,
  });

/** The file is there and holds something else. */
export const notAStore = (place: string, found: {en: string; ja: string}): KazasuError =>
  new KazasuError('KZS-CENTRE-STORE-FORMAT', {
    en: `a store of a centre was expected in ${place}, but it is ${found.en}; it was left as it is`,
    ja: `${place} にはセンターのストアが必要ですが、${found.ja}です。ファイルには手を加えていません`,
  });

export const storeNewer = (place: string, found: number, newest: number): KazasuError =>
  new KazasuError('KZS-CENTRE-STORE-NEWER', {
    en: `this Kazasu knows a centre's store up to version ${newest}, but ${place} has version ${found}; it was left as it is`,
    ja: `この Kazasu が扱えるセンターのストアは版 ${newest} までですが、${place} は版 ${found} です。ファイルには手を加えていません`,
  });

export const storeOfAnotherSeed = (place: string, owner: string, asking: string): KazasuError =>
  new KazasuError('KZS-CENTRE-STORE-SEED', {
    en: `the centre's store ${place} belongs to the seed it was made with, whose first authority has the fingerprint ${owner}, but that of the seed given has ${asking}; give that seed or another file`,
    ja: `センターのストア ${place} は作成時のシードのもので、その最初の認証局のフィンガープリントは ${owner} ですが、指定されたシードでは ${asking} です。作成時のシードか別のファイルを指定してください`,
  });

export const storeBusy = (place: string): KazasuError =>
  new KazasuError('KZS-CENTRE-STORE-BUSY', {
    en: `the centre's store ${place} was to be free within the time allowed, but another process holds it locked`,
    ja: `センターのストア ${place} は待ち時間内に空くはずでしたが、別のプロセスがロックしています`,
  });

/** What went wrong below, in the words of a person; a broken constraint and what is known already are passed on. */
export const storeError = (place: string, error: unknown): unknown => {
  const {code = ''} = error as {code?: string};
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof KazasuError || error instanceof TypeError || code.startsWith('SQLITE_CONSTRAINT')) {
    return error;
  }
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return storeBusy(place);
  }
  if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) {
    return notAStore(place, {en: 'no SQLite database, or a damaged one', ja: 'SQLite でないか破損したもの'});
  }
  // The driver's words; they name the file or a column and never a value.
  return storeUnusable(place, {en: message, ja: `SQLite の応答は次のとおりです: ${message}`});
};

/** Which kind of constraint an error tells of, if it tells of one. */
export const constraintOf = (error: unknown): 'unique' | 'foreign-key' | 'other' | undefined => {
  const {code = ''} = error as {code?: string};
  if (!code.startsWith('SQLITE_CONSTRAINT')) {
    return undefined;
  }
  return /_(PRIMARYKEY|UNIQUE)$/.test(code)
    ? 'unique'
    : code.endsWith('_FOREIGNKEY')
      ? 'foreign-key'
      : 'other';
};
