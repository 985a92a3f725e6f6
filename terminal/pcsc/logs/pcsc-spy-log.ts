import {
  bytesOf,
  hexOf,
  type ImportedLog,
  isResponse,
  LogEvents,
  linesOf,
  type RefuseLine,
} from './log-events.ts';

/** `THREAD@>|s|µs|FUNCTION` begins a call, `THREAD@<|s|µs|FUNCTION|words|code` ends it, its values stand between. [S10] */
const shape = /^([0-9A-F]+)@(.*)$/;
const begin = /^>\|(\d+)\|(\d+)\|(\w+)$/;
const ending = /^<\|(\d+)\|(\d+)\|(\w+)\|.*\|0x([0-9A-F]+)$/;

/** What `pcsc-spy` shows of such a log begins so; the times between calls are lost in it. */
const shown = /^(?: \(t\d+\) |\s*)SCard\w+$/;

/** One call, once it has returned. */
interface Call {
  readonly name: string;
  readonly at: number;
  readonly end: number;
  readonly line: number;
  readonly values: readonly string[];
  readonly ok: boolean;
}

/** Dispositions and initialisations of SCardReconnect, SCardDisconnect and SCardEndTransaction, PC/SC part 5. */
const leave = 0;
const reset = 1;

const statePresent = 0x20;
const stateEmpty = 0x10;
const shareDirect = 3;

/**
 * What libpcscspy wrote to `~/pcsc-spy`: exchanges and what a program did to a card's power. A card is named by its
 * reader. Other programs at the same reader are not seen.
 */
export const readPcscSpyLog = (text: string, refuse: RefuseLine): ImportedLog => {
  const log = new LogEvents();
  const readers = new Map<string, string>();
  const atrs = new Map<string, string>();
  const open = new Map<string, Omit<Call, 'end' | 'ok'> & {values: string[]}>();
  let zeroUs: number | undefined;
  const sinceZero = (seconds: string, us: string): number => {
    const at = Number(seconds) * 1e6 + Number(us);
    zeroUs ??= at;
    return (at - zeroUs) * 1e3;
  };
  for (const {text: raw, number, whole} of linesOf(text)) {
    const [, thread, what = ''] = shape.exec(raw) ?? [];
    if (thread === undefined) {
      if (!whole) {
        continue;
      }
      throw shown.test(raw)
        ? refuse(
            number,
            'it is what pcsc-spy shows; the file libpcscspy wrote (~/pcsc-spy) is needed, which has the times',
            'pcsc-spyの表示です。時刻のある、libpcscspyの書いたファイル(~/pcsc-spy)が必要です',
          )
        : refuse(number, 'it is no line of libpcscspy', 'libpcscspyの行ではありません');
    }
    const [, beganS = '', beganUs = '', began] = begin.exec(what) ?? [];
    const [, endedS = '', endedUs = '', ended, code = ''] = ending.exec(what) ?? [];
    const call = open.get(thread);
    if (began !== undefined) {
      open.set(thread, {name: began, at: sinceZero(beganS, beganUs), line: number, values: []});
    } else if (call === undefined) {
      throw refuse(number, 'it stands outside of a call', '呼び出しの外にある行です');
    } else if (ended === undefined) {
      call.values.push(what);
    } else if (ended !== call.name) {
      throw refuse(
        number,
        `the end of ${call.name} was due, but ${ended} ends`,
        `${call.name} が終わるはずですが、${ended} が終わっています`,
      );
    } else {
      open.delete(thread);
      const end = sinceZero(endedS, endedUs);
      tell({...call, end, ok: Number.parseInt(code, 16) === 0}, {log, readers, atrs, refuse});
    }
  }
  for (const {name, line} of open.values()) {
    if (name === 'SCardTransmit') {
      log.leftOut(line, 'the log ends before its answer', '応答の前にログが終わっています');
    }
  }
  if (zeroUs === undefined) {
    throw refuse(1, 'there is nothing', '内容がありません');
  }
  return {
    source: 'libpcscspy',
    origin: new Date(zeroUs / 1e3),
    events: log.events,
    remarks: log.remarks,
  };
};

interface Context {
  readonly log: LogEvents;
  /** Reader by card handle. */
  readonly readers: Map<string, string>;
  /** Hex by reader. */
  readonly atrs: Map<string, string>;
  readonly refuse: RefuseLine;
}

const tell = (call: Call, context: Context): void => {
  const {log, readers, atrs} = context;
  const {name, values, ok, end} = call;
  const reader = readers.get(values[0] ?? '') ?? 'card';
  const atr = atrs.get(reader);
  const dispose = (how: number): void => {
    if (how === reset) {
      log.power(reader, end, 'reset', atr);
    } else if (how !== leave) {
      log.power(reader, end, 'off');
    }
  };
  switch (name) {
    case 'SCardTransmit':
      transmit(call, reader, context);
      break;
    case 'SCardGetStatusChange':
      presence(values, end, context);
      break;
    case 'SCardConnect': {
      const [, wanted = 'card', share = '', , , , handle = ''] = values;
      if (ok) {
        readers.set(handle, wanted);
        if (Number(share) !== shareDirect) {
          log.power(wanted, end, 'on', atrs.get(wanted));
        }
      }
      break;
    }
    case 'SCardReconnect':
      if (ok) {
        dispose(Number(values[3]));
        log.power(reader, end, 'on', atr);
      }
      break;
    case 'SCardDisconnect':
    case 'SCardEndTransaction':
      if (ok) {
        dispose(Number(values[1]));
      }
      break;
  }
};

/** Handle, protocol, length of the structure, length, command; then protocol, length, length, answer. */
const transmit = ({values, at, end, line, ok}: Call, card: string, {log, refuse}: Context): void => {
  const command = bytesOf(values[4] ?? '-');
  const response = bytesOf(values[8] ?? '-');
  if (command === undefined || (ok && response === undefined)) {
    throw refuse(line, 'an SCardTransmit without its bytes stands', 'SCardTransmit のバイト列がありません');
  }
  if (ok && isResponse(response)) {
    log.exchange({card, at, end, command, response});
  } else {
    log.leftOut(line, 'no answer came', '応答がありません');
  }
};

/** Context, timeout, number of readers; then five values for each reader as asked, and five as answered. */
const presence = (values: readonly string[], at: number, {log, atrs}: Context): void => {
  const count = Number(values[2]);
  for (let i = 0; i < count; i += 1) {
    const [reader = '', , state = '', , atr = ''] = values.slice(3 + 5 * (count + i));
    if ((Number(state) & statePresent) !== 0) {
      const hex = hexOf(atr);
      if (hex) {
        atrs.set(reader, hex);
      }
    } else if ((Number(state) & stateEmpty) !== 0) {
      log.power(reader, at, 'off');
    }
  }
};
