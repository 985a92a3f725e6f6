import type {RecordHeader} from '../../protocol/index.ts';
import {padded} from '../text/display-width.ts';
import {eventKind, eventText} from './event-text.ts';
import {meaningOf} from './meaning.ts';
import type {Selection} from './selection.ts';
import type {Language} from './status-words.ts';
import {endOf, sameCommand, type TimelineEntry, type TimelineExchange} from './timeline.ts';

export interface ShowOptions {
  readonly language: Language;
  readonly colour: boolean;
  /** Command and response as hex below each exchange. */
  readonly bytes: boolean;
  readonly only?: Selection;
}

const words = {
  en: {
    heads: ['ms', 'gap', 'duration', 'at card', 'who'],
    sides: {terminal: 'terminal', card: 'card', both: 'both'},
    clock: {real: 'real clock', virtual: 'virtual clock'},
    masked: 'secrets are masked',
    other: 'the card saw another command',
    several: (count: number) => `${count} commands at the card`,
  },
  ja: {
    heads: ['ms', '間隔', '所要', 'カード', '種別'],
    sides: {terminal: '端末', card: 'カード', both: '両方'},
    clock: {real: '実時計', virtual: '仮想時計'},
    masked: '秘密はマスク済み',
    other: 'カードには別のコマンドが到着',
    several: (count: number) => `カードではコマンド ${count} 個`,
  },
} as const;

const widths = [11, 9, 9, 9, 8] as const;

/** SGR codes by what a line says. */
const codes = {step: 1, run: 1, fault: 31, refused: 31, pass: 32, other: 2} as const;

/** What an exchange that succeeded says of itself; the card's own word for it would only repeat that. */
const impliedChanges = new Set(['application-selected', 'file-selected', 'verified', 'not-verified']);

/**
 * A record line by line for a person: time since the origin, gap since the exchange before, duration, how much of it
 * the card had, all in ms; then who saw it, and what it meant. What lies in a step or run stands below it, indented.
 */
export const showTrace = function* (
  header: RecordHeader,
  entries: readonly TimelineEntry[],
  options: ShowOptions,
): Generator<string> {
  const say = words[options.language];
  yield `${[header.product, header.origin, say.clock[header.clock], say.masked].map(printable).join(' · ')}\n`;
  yield `${cells(say.heads)}\n`;
  const several = new Set(entries.flatMap((entry) => ('card' in entry ? [entry.card] : []))).size > 1;
  let around: number[] = [];
  let before: number | undefined;
  for (const entry of entries) {
    around = around.filter((end) => end > entry.at || (end === entry.at && endOf(entry) === end));
    const wanted = options.only
      ? options.only(entry)
      : entry.type !== 'card-state' || !impliedChanges.has(entry.change);
    if (wanted) {
      const indent = '  '.repeat(options.only ? 0 : around.length);
      const card = several && 'card' in entry ? `[${entry.card}] ` : '';
      yield* linesOf(entry, {lead: indent + card, before}, options);
    }
    if (entry.type === 'exchange') {
      before = entry.end;
    } else if (entry.type === 'step' || entry.type === 'run') {
      around.push(entry.end);
    }
  }
};

interface Place {
  readonly lead: string;
  /** When the exchange before had ended. */
  readonly before: number | undefined;
}

const linesOf = function* (
  entry: TimelineEntry,
  {lead, before}: Place,
  options: ShowOptions,
): Generator<string> {
  const {language, colour} = options;
  const at = ms(entry.at);
  if (entry.type !== 'exchange') {
    const duration = 'end' in entry ? ms(entry.end - entry.at) : '';
    const text = lead + eventText(entry, language);
    const line = printable(cells([at, '', duration, '', eventKind(entry, language)], text));
    yield `${painted(line, codeOf(entry), colour)}\n`;
    return;
  }
  const gap = before === undefined || before > entry.at ? '' : ms(entry.at - before);
  const cardNs = entry.atCard.reduce((sum, one) => sum + one.end - one.at, 0);
  const atCard = entry.side === 'both' ? ms(cardNs) : '';
  const side = words[language].sides[entry.side];
  const {what, result} = meaningOf(entry.decoded, language);
  const notes = [result, ...remarks(entry, language)].filter((note) => note !== '');
  const line = cells([at, gap, ms(entry.end - entry.at), atCard, side], printable(lead + what));
  const code =
    entry.decoded.succeeded || entry.decoded.operation.kind === 'query' ? undefined : codes.refused;
  yield `${line}${notes.length === 0 ? '' : ` → ${painted(printable(notes.join('; ')), code, colour)}`}\n`;
  if (options.bytes) {
    const {command, response} = entry.decoded.event;
    for (const hex of [`> ${command}`, `< ${response}`]) {
      yield `${painted(cells(['', '', '', '', ''], lead + hex), codes.other, colour)}\n`;
    }
  }
};

const remarks = ({decoded, atCard}: TimelineExchange, language: Language): string[] => {
  const say = words[language];
  if (atCard.length > 1) {
    return [say.several(atCard.length)];
  }
  const [only] = atCard;
  return only && !sameCommand(decoded.event, only) ? [say.other] : [];
};

const codeOf = (entry: Exclude<TimelineEntry, TimelineExchange>): number | undefined => {
  if (entry.type === 'verdict') {
    return entry.verdict === 'pass'
      ? codes.pass
      : entry.verdict === 'not-applicable'
        ? undefined
        : codes.refused;
  }
  return entry.type === 'step' || entry.type === 'run' || entry.type === 'fault'
    ? codes[entry.type]
    : codes.other;
};

const cells = (texts: readonly string[], last?: string): string => {
  const columns = texts.map((text, i) => padded(text, widths[i] ?? 0, i < 4 ? 'end' : 'start'));
  return [...columns, ...(last === undefined ? [] : [last])].join('  ').trimEnd();
};

const ms = (ns: number): string => (ns / 1e6).toFixed(3);

/** A record may come from anywhere: what could steer the terminal is not printed. */
const printable = (text: string): string => text.replace(/\p{Control}/gu, '\uFFFD');

const painted = (text: string, code: number | undefined, colour: boolean): string =>
  colour && code !== undefined ? `\u001B[${code}m${text}\u001B[0m` : text;
