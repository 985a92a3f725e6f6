import {KazasuError} from '../../../protocol/index.ts';
import type {ImportedLog, RefuseLine} from './log-events.ts';
import {readPcscSpyLog} from './pcsc-spy-log.ts';
import {readPcscdLog} from './pcscd-log.ts';

/** The logs that can be read, by who writes them. */
export const logFormats = ['pcscd', 'pcsc-spy'] as const;

export type LogFormat = (typeof logFormats)[number];

const readers: Readonly<Record<LogFormat, (text: string, refuse: RefuseLine) => ImportedLog>> = {
  pcscd: readPcscdLog,
  'pcsc-spy': readPcscSpyLog,
};

/**
 * A log of another program as events. `where` names it in errors; without a format, it is told by its first lines.
 * @throws KazasuError `KZS-LOG` with the line: a foreign log, or one whose lines do not fit together.
 */
export const importLog = (text: string, where: string, format?: LogFormat): ImportedLog => {
  const chosen = format ?? formatOf(text);
  const refuse: RefuseLine = (line, en, ja) =>
    new KazasuError('KZS-LOG', {
      en: `a log of ${names[chosen]} was expected in ${where}, but at line ${line} ${en}`,
      ja: `${where} には${names[chosen]}のログが必要ですが、${line} 行目: ${ja}`,
    });
  const log = readers[chosen](text, refuse);
  if (!log.events.some(({type}) => type === 'apdu')) {
    throw refuse(text.trimEnd().split('\n').length, withoutCommands.en, withoutCommands.ja);
  }
  return log;
};

const withoutCommands = {
  en: 'it ends without a command that was answered; pcscd logs them with --apdu',
  ja: '応答のあるコマンドがないまま終わっています(pcscdは --apdu でコマンドを記録します)',
};

const names: Readonly<Record<LogFormat, string>> = {
  pcscd: 'pcscd (--foreground --apdu)',
  'pcsc-spy': 'libpcscspy (~/pcsc-spy)',
};

const formatOf = (text: string): LogFormat =>
  /^(?:[0-9A-F]+@[<>]\||\s*SCard\w+$)/m.test(text.slice(0, 4096)) ? 'pcsc-spy' : 'pcscd';
