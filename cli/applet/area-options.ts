import {readFileSync} from 'node:fs';
import type {KeyFormat, KnownDomainKeys} from '../../centre/card-management/domain-keys.ts';
import {type AreaName, areaNames, fromHex, nearest} from '../../protocol/index.ts';
import {newCardKeys} from '../../scenarios/card-management/new-card-keys.ts';
import {type AppletChoice, appletOption} from '../applet-option.ts';
import {languageOption} from '../language.ts';
import {traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';

/** Options of the commands that change what is in an area of a card. */
export const areaOptions = {
  card: {type: 'string', describe: 'Card image file; changed whole, or not at all'},
  reader: {
    type: 'string',
    describe: 'Use the card in this PC/SC reader (any beginning of its name) instead of a card file',
  },
  area: {
    type: 'string',
    demandOption: true,
    describe: 'ordinance: 条例利用領域; extended: 拡張利用領域',
  },
  'area-key-file': {
    type: 'string',
    describe:
      'File whose first line has the area’s key in hex, or three as ENC:MAC:DEK; else the known keys of a new card',
  },
  ...appletOption,
  ...traceOption,
  ...languageOption,
  json: {type: 'boolean', default: false, describe: 'Print the same as JSON'},
} as const;

export interface AreaChoice extends AppletChoice {
  readonly card: string | undefined;
  readonly reader: string | undefined;
  readonly area: AreaName;
  readonly 'area-key-file': string | undefined;
  readonly trace: string | undefined;
  readonly lang: string | undefined;
  readonly json: boolean;
}

/** The same as the command line has it. */
export type AreaWords = Omit<AreaChoice, 'area'> & {readonly area: string};

/** With the area that was named. @throws UsageError with the nearest name. */
export const namedArea = <T extends {readonly area: string}>(words: T): T & {readonly area: AreaName} => ({
  ...words,
  area: areaNames.find((one) => one === words.area) ?? noArea(words.area),
});

const noArea = (given: string): never => {
  const near = nearest(given, areaNames);
  throw new UsageError({
    en: `--area was expected to be one of ${areaNames.join(', ')}, but "${given}" came${near === undefined ? '' : `; "${near}" may be meant`}`,
    ja: `--area には ${areaNames.join('、')} のいずれかを指定してください(「${given}」が指定されました)`,
  });
};

/** The keys that open the area: those in the file, else what everybody knows of a new card. No error repeats them. */
export const chosenKeys = ({area, 'area-key-file': file}: AreaChoice): KnownDomainKeys => {
  if (file === undefined) {
    return newCardKeys(area);
  }
  const parts = firstLine(file).split(':');
  const [enc, mac = enc, dek = enc] = parts;
  if (
    !enc ||
    !mac ||
    !dek ||
    ![1, 3].includes(parts.length) ||
    !parts.every((part) => isKey(part) && part.length === enc.length)
  ) {
    throw wrongKeyFile(file, 'it holds something else', '内容が異なります');
  }
  const keys = {enc: fromHex(enc), mac: fromHex(mac), dek: fromHex(dek)};
  return ({bytes}: KeyFormat) => {
    if (keys.enc.length !== bytes) {
      throw wrongKeyFile(
        file,
        `the card says that its keys have ${bytes} bytes`,
        `カードの鍵は ${bytes} バイトです`,
      );
    }
    return [keys];
  };
};

const isKey = (text: string): boolean => /^([0-9A-F]{32}|[0-9A-F]{48}|[0-9A-F]{64})$/i.test(text);

const firstLine = (file: string): string => {
  try {
    const [line = ''] = readFileSync(file, 'utf8').split(/\r?\n/);
    return line.trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw wrongKeyFile(file, why, why);
  }
};

const wrongKeyFile = (file: string, en: string, ja: string): UsageError =>
  new UsageError({
    en: `--area-key-file was expected to name a file whose first line is a key of 16, 24 or 32 bytes in hex, or three of them as ENC:MAC:DEK, but ${file} does not: ${en}`,
    ja: `--area-key-file には1行目が16・24・32バイトの鍵(16進)または ENC:MAC:DEK の3つの鍵であるファイルが必要ですが、${file} は使えません: ${ja}`,
  });
