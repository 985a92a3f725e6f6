import {type PemTextLabel, pemText} from '../../centre/export/pem-text.ts';
import {type Language, languageOption, say} from '../language.ts';
import {print, remark} from '../output.ts';
import {UsageError} from '../usage-error.ts';
import {checkFree, writeNewFile} from './new-file.ts';

/** Where what a command makes goes to, and in which form. */
export const outOptions = {
  out: {type: 'string', describe: 'File to write; without it PEM goes to standard output'},
  format: {
    choices: ['pem', 'der'],
    describe: 'Form of the file; default: PEM where its name ends in .pem, else DER',
  },
  force: {type: 'boolean', default: false, describe: 'Write over files that are there'},
  json: {type: 'boolean', default: false, describe: 'Tell what was made as JSON'},
  ...languageOption,
} as const;

export interface OutChoice {
  out: string | undefined;
  format: string | undefined;
  force: boolean;
  json: boolean;
  lang: string | undefined;
}

/** Something that was made. */
export interface Made {
  readonly label: PemTextLabel;
  readonly der: Uint8Array;
  /** Private keys: they go to a file that only its owner reads, never to standard output. */
  readonly secret?: boolean;
  /** PKCS#12 has no form as text. */
  readonly binary?: boolean;
  /** Further objects that go below it where it is PEM. */
  readonly below?: readonly {readonly label: PemTextLabel; readonly der: Uint8Array}[];
}

/** Refuses a target that cannot be, before anything is made. */
export const checkOut = (
  {out, format, force}: OutChoice,
  {secret = false, binary = false}: Pick<Made, 'secret' | 'binary'> = {},
): void => {
  if (out === undefined && (secret || binary || format === 'der')) {
    throw new UsageError({
      en: '--out FILE was expected: private keys and binary files do not go to standard output',
      ja: '--out FILE が必要です。秘密鍵とバイナリ形式は標準出力に書きません',
    });
  }
  if (binary && format === 'pem') {
    throw new UsageError({
      en: '--format pem was given, but PKCS#12 has no form as PEM',
      ja: '--format pem が指定されましたが、PKCS#12にPEM形式はありません',
    });
  }
  if (out !== undefined) {
    checkFree(out, force);
  }
};

/** Writes what was made, and tells of it: `facts` as JSON, or where it went. */
export const deliver = (
  made: Made,
  choice: OutChoice,
  facts: Readonly<Record<string, unknown>>,
  language: Language,
): void => {
  const {out, json, force} = choice;
  const text = [made, ...(made.below ?? [])].map(({label, der}) => pemText(label, der)).join('');
  if (out === undefined) {
    print(json ? JSON.stringify({...facts, pem: text}, null, 2) : text);
    return;
  }
  const bytes = isText(made, choice) ? Buffer.from(text) : made.der;
  writeNewFile(out, bytes, {force, ...(made.secret ? {secret: true} : {})});
  if (json) {
    print(JSON.stringify({...facts, file: out}, null, 2));
  } else {
    remark(
      say(
        {en: `${out}: written, ${bytes.length} bytes`, ja: `${out}: ${bytes.length} バイト書き込みました`},
        language,
      ),
    );
  }
};

const isText = ({binary = false, below}: Made, {out = '', format}: OutChoice): boolean =>
  !binary && (format === undefined ? below !== undefined || out.endsWith('.pem') : format === 'pem');
