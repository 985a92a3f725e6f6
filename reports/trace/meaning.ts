import {
  applicationNames,
  contentTitle,
  fileNames,
  type SelectedApplication,
  type SelectedFile,
} from '../../protocol/index.ts';
import type {DecodedExchange} from './exchange-decoder.ts';
import {dataObjectText, managementMeaning} from './management-meaning.ts';
import {responseRemark} from './response-remark.ts';
import {type Language, statusText} from './status-words.ts';

/** What a command asked for, and what came of it; `result` is empty where it was simply carried out. */
export interface Meaning {
  readonly what: string;
  readonly result: string;
}

const words = {
  en: {
    application: (aid: string) => `application ${aid || 'without AID'}`,
    file: (id: string) => `file ${id}`,
    current: 'current EF',
    again: 'again',
    at: (offset: number) => `at ${offset}`,
    bytesAt: (bytes: string, offset: number) => `${bytes} at ${offset}`,
    bytes: (count: number) => `${count.toLocaleString('en-US')} ${count === 1 ? 'byte' : 'bytes'}`,
    record: (number: number) => `record ${number}`,
    part: 'part of a chain',
    last: 'end of a chain',
    secured: 'secure messaging',
    masked: 'masked',
    tries: (left: number) => (left === 0 ? 'no tries left' : `${left} ${left === 1 ? 'try' : 'tries'} left`),
    verified: 'verified',
    already: 'verified already',
    noAnswer: 'no status word',
    noCommand: (bytes: string, beginning: string) =>
      `no command: ${bytes}${beginning && ` beginning ${beginning}`}`,
    list: ', ',
  },
  ja: {
    application: (aid: string) => `アプリケーション ${aid || '(AIDなし)'}`,
    file: (id: string) => `ファイル ${id}`,
    current: 'カレントEF',
    again: '再度',
    at: (offset: number) => `${offset} から`,
    bytesAt: (bytes: string, offset: number) => `${offset} から ${bytes}`,
    bytes: (count: number) => `${count.toLocaleString('en-US')} バイト`,
    record: (number: number) => `レコード ${number}`,
    part: 'チェーンの一部',
    last: 'チェーンの最後',
    secured: 'セキュアメッセージング',
    masked: 'マスク済み',
    tries: (left: number) => (left === 0 ? '残り回数なし' : `残り ${left} 回`),
    verified: '照合成功',
    already: '照合済み',
    noAnswer: 'ステータスワードなし',
    noCommand: (bytes: string, beginning: string) =>
      `コマンドではない ${bytes}${beginning && `(先頭 ${beginning})`}`,
    list: '、',
  },
} as const;

/** An exchange in words: `VERIFY user authentication PIN` and `2 tries left`. */
export const meaningOf = (exchange: DecodedExchange, language: Language): Meaning => {
  const say = words[language];
  const result = resultOf(exchange, language);
  if (!exchange.command) {
    // Up to the header: what follows may be a secret whose length was mistyped.
    const {command} = exchange.event;
    return {what: say.noCommand(say.bytes(command.length / 2), command.slice(0, 8)), result};
  }
  const details = [
    ...(exchange.chain === 'none' ? [] : [say[exchange.chain]]),
    ...(exchange.secureMessaging ? [say.secured] : []),
    ...detailsOf(exchange, language),
  ];
  const object = objectOf(exchange, language);
  const head = object === '' ? exchange.name : `${verbOf(exchange)} ${object}`;
  return {what: [head, ...details].join(say.list), result};
};

/** Both halves in one line. */
export const meaningText = ({what, result}: Meaning): string =>
  result === '' ? what : `${what} → ${result}`;

/** What stands behind the verb says what was selected. */
const verbOf = ({name, operation}: DecodedExchange): string =>
  operation.kind.startsWith('select-') ? 'SELECT' : name;

const objectOf = (
  {operation, name, command, file, encrypted}: DecodedExchange,
  language: Language,
): string => {
  switch (operation.kind) {
    case 'select-application':
      return applicationText(operation.application, language);
    case 'select-file':
    case 'read':
    case 'read-record':
      return fileText(operation.file, language);
    case 'query':
    case 'verify':
    case 'change':
      return fileText(operation.credential, language);
    case 'sign':
      return fileText(operation.key, language);
    default:
      if (name === 'GET DATA' && command) {
        return dataObjectText(command, language);
      }
      if (command && command.cla >= 0x80) {
        const {purpose, object} = managementMeaning(command, !encrypted);
        return [purpose, object && (contentTitle(object)?.[language] ?? object)].filter(Boolean).join(' ');
      }
      return /^(?:UPDATE|WRITE) BINARY$/.test(name) && file && ((command?.p1 ?? 0) & 0x80) === 0
        ? fileText(file, language)
        : '';
  }
};

const detailsOf = (exchange: DecodedExchange, language: Language): string[] => {
  const say = words[language];
  const {operation, succeeded, event, command, encrypted} = exchange;
  const bytes = say.bytes(Math.max(0, event.response.length / 2 - 2));
  switch (operation.kind) {
    case 'select-application':
    case 'select-file':
      return operation.again ? [say.again] : [];
    case 'read':
      return [succeeded ? say.bytesAt(bytes, operation.offset) : say.at(operation.offset)];
    case 'read-record':
      return [say.record(operation.record), ...(succeeded ? [bytes] : [])];
    case 'verify':
      return operation.again ? [say.again] : [];
    default: {
      const {details} = command ? managementMeaning(command, !encrypted) : {details: []};
      return [...details.map((one) => one[language]), ...(event.response.length > 4 ? [bytes] : [])];
    }
  }
};

const resultOf = (exchange: DecodedExchange, language: Language): string => {
  const say = words[language];
  const {sw, operation} = exchange;
  if (!sw) {
    return say.noAnswer;
  }
  if (sw.triesLeft !== undefined) {
    return say.tries(sw.triesLeft);
  }
  if (sw.value !== 0x9000) {
    return statusText(sw, language);
  }
  if (operation.kind === 'verify' || operation.kind === 'query') {
    return operation.kind === 'verify' ? say.verified : say.already;
  }
  return exchange.event.response.includes('*') ? say.masked : responseRemark(exchange, language);
};

/** An application by name, or by what SELECT carried. */
export const applicationText = ({name, aid}: SelectedApplication, language: Language): string =>
  contentTitle(aid)?.[language] ??
  (name ? applicationNames[name][language] : words[language].application(aid));

/** An EF by name, or by its identifier. */
export const fileText = ({application, id}: SelectedFile, language: Language): string => {
  const say = words[language];
  const named = application?.name ? fileNames[application.name][id] : undefined;
  return id === 0 ? say.current : (named?.name[language] ?? say.file(hex4(id)));
};

const hex4 = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');
