import {
  bytesOf,
  hexOf,
  type ImportedLog,
  isResponse,
  LogEvents,
  linesOf,
  type RefuseLine,
} from './log-events.ts';

/** How a log begins: µs since the line before, the thread where colours are on, then what is told. [S10] */
const shape = /^(\d{8,}) (?:\[(\d+)\] )?(.*)$/;
/** Colours, and what the journal writes in front. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with ESC
const decoration = /\x1b\[[0-9;]*m|^.*\bpcscd\[\d+\]: /g;

const told = {
  command: /^APDU: (.*)$/,
  response: /^SW: ?(.*)$/,
  request: /Received command: (\w+) from client (\d+)$/,
  attempt: /SCardConnect\(\) Attempting Connect to (.*) using protocol/,
  connected: /\) CONNECT for client (\d+), rv=SCARD_S_SUCCESS$/,
  disconnected: /\) DISCONNECT for client (\d+), rv=SCARD_S_SUCCESS$/,
  clientGone: /Thread is stopping: dwClientID=(\d+)/,
  inserted: /Card inserted into (.*)$/,
  removed: /Card Removed From (.*)$/,
  atr: /^Card ATR: (.*)$/,
  reset: /\) Reset complete\.$/,
  poweredUp: /SCardConnect\(\) power up complete\.$/,
  unpowered: /powerState: POWER_STATE_UNPOWERED$/,
} as const;

/** What is known of one thread of the daemon, or of all of them where the log does not tell them apart. */
interface Thread {
  client?: string | undefined;
  /** Reader that SCardConnect was asked for. */
  attempt?: string | undefined;
  /** Reader whose events this thread watches. */
  watched?: string | undefined;
  /** An ATR is about to be told, of this reader. */
  awaited?: {readonly reader: string; readonly state: 'on' | 'reset'} | undefined;
  command?: {readonly bytes: Uint8Array; readonly at: number; readonly line: number} | undefined;
}

/** A card whose reader the log does not name, as with `--apdu` alone; where only one had a card, it is that one. */
const nameless = 'card';

/**
 * What pcscd 1.9 and 2 log with `--apdu`, alone or with `--debug`: exchanges, and power where it is told. Times are
 * sums of the µs before each line. A card is named by its reader, known by the thread or by the client's request.
 */
export const readPcscdLog = (text: string, refuse: RefuseLine): ImportedLog => {
  const log = new LogEvents();
  const threads = new Map<string, Thread>();
  const readersOf = new Map<string, string[]>();
  const ambiguous = new Set<string>();
  let now = 0;
  let matched = false;

  const cardOf = ({client}: Thread): string => {
    const watched = [...new Set([...threads.values()].flatMap(({watched = []}) => watched))];
    const only = watched.length === 1 ? watched[0] : undefined;
    return readersOf.get(client ?? '')?.at(-1) ?? only ?? nameless;
  };

  const exchange = (thread: Thread, line: number, answer: string, whole: boolean): void => {
    const {command} = thread;
    thread.command = undefined;
    const response = bytesOf(answer);
    if (!command) {
      throw refuse(line, 'an answer stands without its command', 'コマンドのない応答です');
    }
    if (response === undefined && whole) {
      throw refuse(line, 'the bytes of an answer are no hex', '応答のバイト列が16進数ではありません');
    }
    if (!whole) {
      log.leftOut(command.line, 'the log ends within its answer', '応答の途中でログが終わっています');
    } else if (isResponse(response)) {
      log.exchange({card: cardOf(thread), at: command.at, end: now, command: command.bytes, response});
    } else {
      log.leftOut(command.line, 'no answer came', '応答がありません');
    }
    const open = new Set(readersOf.get(thread.client ?? ''));
    if (open.size > 1 && thread.client !== undefined && !ambiguous.has(thread.client)) {
      ambiguous.add(thread.client);
      log.remarks.push(severalReaders(line, thread.client, cardOf(thread)));
    }
  };

  for (const {text: raw, number, whole} of linesOf(text)) {
    const parts = shape.exec(raw.replaceAll(decoration, ''));
    const [, delta = '0', id = '', what = ''] = parts ?? [];
    if (!parts) {
      if (!matched || /\b(?:APDU|SW): /.test(raw)) {
        throw refuse(number, 'it is no line of pcscd', 'pcscdの行ではありません');
      }
      continue;
    }
    matched = true;
    now += Number(delta) * 1e3;
    const thread = threads.get(id) ?? {};
    threads.set(id, thread);
    const found = (pattern: RegExp): string | undefined => pattern.exec(what)?.[1];
    const command = found(told.command);
    const answer = found(told.response);
    if (command !== undefined) {
      if (thread.command && id === '') {
        throw refuse(
          number,
          'a second command begins before the first is answered; log with --color, which tells threads apart',
          '前のコマンドの応答より先に次のコマンドが始まっています(--color を付けるとスレッドを区別できます)',
        );
      }
      const bytes = bytesOf(command);
      if (bytes === undefined && whole) {
        throw refuse(number, 'the bytes of a command are no hex', 'コマンドのバイト列が16進数ではありません');
      }
      thread.command = {bytes: bytes ?? new Uint8Array(0), at: now, line: number};
    } else if (answer !== undefined) {
      exchange(thread, number, answer, whole);
    } else {
      follow(what, thread, readersOf, log, now);
    }
  }
  if (!matched) {
    throw refuse(1, 'there is nothing', '内容がありません');
  }
  for (const {command} of threads.values()) {
    if (command) {
      log.leftOut(command.line, 'the log ends before its answer', '応答の前にログが終わっています');
    }
  }
  return {source: 'pcscd', origin: undefined, events: log.events, remarks: log.remarks};
};

/** Everything but commands and answers: who is connected to which reader, and power. */
const follow = (
  what: string,
  thread: Thread,
  readersOf: Map<string, string[]>,
  log: LogEvents,
  now: number,
): void => {
  const found = (pattern: RegExp): string | undefined => pattern.exec(what)?.[1];
  const connected = found(told.connected);
  const disconnected = found(told.disconnected);
  const inserted = found(told.inserted);
  const removed = found(told.removed);
  const atr = found(told.atr);
  thread.client = told.request.exec(what)?.[2] ?? thread.client;
  thread.attempt = found(told.attempt) ?? thread.attempt;
  if (connected !== undefined && thread.attempt !== undefined) {
    readersOf.set(connected, [...(readersOf.get(connected) ?? []), thread.attempt]);
  } else if (disconnected !== undefined) {
    readersOf.get(disconnected)?.pop();
  } else if (inserted !== undefined) {
    thread.watched = inserted;
    thread.awaited = {reader: inserted, state: 'on'};
  } else if (removed !== undefined) {
    log.power(removed, now, 'off');
  } else if (told.reset.test(what)) {
    const reader = readersOf.get(thread.client ?? '')?.at(-1);
    thread.awaited = reader === undefined ? undefined : {reader, state: 'reset'};
    if (thread.awaited && !what.includes('SCardReconnect')) {
      log.power(thread.awaited.reader, now, 'reset');
      thread.awaited = undefined;
    }
  } else if (atr !== undefined && thread.awaited) {
    log.power(thread.awaited.reader, now, thread.awaited.state, hexOf(atr));
    thread.awaited = undefined;
  } else if (told.unpowered.test(what) && thread.watched !== undefined) {
    log.power(thread.watched, now, 'off');
  } else if (told.poweredUp.test(what) && thread.attempt !== undefined) {
    thread.awaited = {reader: thread.attempt, state: 'on'};
  }
  const gone = found(told.clientGone);
  if (gone !== undefined) {
    readersOf.delete(gone);
  }
};

const severalReaders = (line: number, client: string, card: string): {en: string; ja: string} => ({
  en: `client ${client} had several readers open at line ${line}; its commands are told as those of ${card}, to which it connected last`,
  ja: `${line} 行目でクライアント ${client} は複数のリーダーを開いています。コマンドは最後に接続した ${card} のものとして扱います`,
});
