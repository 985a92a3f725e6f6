import type {RecordEvent, RecordHeader} from '../../protocol/index.ts';
import {eventText} from './event-text.ts';
import {laneChooser} from './lanes.ts';
import {meaningOf} from './meaning.ts';
import {type Language, statusDigits} from './status-words.ts';
import {type TimelineEntry, type TimelineExchange, timeline} from './timeline.ts';

/** Processes of the picture, from top to bottom. */
const processes = {
  scenario: {en: 'scenario', ja: 'シナリオ'},
  terminal: {en: 'terminal', ja: '端末'},
  reader: {en: 'reader', ja: 'リーダー'},
  card: {en: 'card', ja: 'カード'},
  centre: {en: 'centre', ja: 'センター'},
} as const;

type Process = keyof typeof processes;

const processIds: readonly Process[] = ['scenario', 'terminal', 'reader', 'card', 'centre'];

/** On which process and thread an entry is drawn. */
interface Track {
  readonly process: Process;
  readonly thread: string;
}

/**
 * A record in the Trace Event Format that Perfetto and chrome://tracing open: complete events (`X`), instants (`i`)
 * and names (`M`), times in µs after the record's origin. In pieces, since a record may be long.
 */
export const toChromeTrace = function* (
  {product, origin, clock}: RecordHeader,
  events: readonly RecordEvent[],
  language: Language,
): Generator<string> {
  yield `{"displayTimeUnit":"ns","otherData":${JSON.stringify({product, origin, clock})},"traceEvents":[\n`;
  const threads = threadTable(language);
  let separator = '';
  for (const entry of timeline(events, 'both')) {
    const {process, thread} = trackOf(entry);
    const {pid, tid, metadata} = threads(process, thread, entry);
    for (const event of [...metadata, {...traceEvent(entry, language), pid, tid}]) {
      yield `${separator}${JSON.stringify(event)}`;
      separator = ',\n';
    }
  }
  yield '\n]}\n';
};

const trackOf = (entry: TimelineEntry): Track => {
  switch (entry.type) {
    case 'exchange':
      return {process: entry.side === 'terminal' ? 'terminal' : 'card', thread: entry.card};
    case 'power':
    case 'link':
      return {process: 'reader', thread: entry.card};
    case 'card-state':
      return {process: 'card', thread: entry.card};
    case 'centre':
      return {process: 'centre', thread: entry.side ?? 'centre'};
    case 'step':
      return {process: 'scenario', thread: 'scenario steps'};
    case 'run':
      return {process: 'scenario', thread: 'runs'};
    default:
      return {process: 'scenario', thread: 'verdicts and faults'};
  }
};

/** What an entry is, without its place; fractions of a µs keep the nanoseconds. */
const traceEvent = (entry: TimelineEntry, language: Language): Record<string, unknown> => {
  const ts = entry.at / 1e3;
  if (entry.type === 'exchange') {
    const {what, result} = meaningOf(entry.decoded, language);
    return {name: what, cat: 'apdu', ph: 'X', ts, dur: duration(entry), args: exchangeArgs(entry, result)};
  }
  const name = entry.type === 'step' ? entry.step : eventText(entry, language);
  const {type, at, ...args} = entry;
  return 'end' in entry
    ? {name, cat: type, ph: 'X', ts, dur: duration(entry), args}
    : {name, cat: type, ph: 'i', s: 't', ts, args};
};

const duration = ({at, end}: {at: number; end: number}): number => (end - at) / 1e3;

/** Without data fields: they may be a person's. */
const exchangeArgs = ({decoded}: TimelineExchange, result: string): Record<string, unknown> => ({
  command: decoded.event.command.slice(0, 8),
  commandBytes: decoded.event.command.length / 2,
  responseBytes: decoded.event.response.length / 2,
  sw: decoded.sw ? statusDigits(decoded.sw) : null,
  ...(result === '' ? {} : {result}),
  ...(decoded.event.modelled ? {modelled: decoded.event.modelled} : {}),
});

interface Placed {
  readonly pid: number;
  readonly tid: number;
  /** Names that have to be told before the thread is used for the first time. */
  readonly metadata: readonly Record<string, unknown>[];
}

const threadTable = (
  language: Language,
): ((process: Process, thread: string, entry: TimelineEntry) => Placed) => {
  const known = new Map<string, number>();
  const named = new Set<Process>();
  const lanes = new Map<string, ReturnType<typeof laneChooser>>();
  return (process, thread, entry) => {
    const pid = processIds.indexOf(process) + 1;
    const track = `${process} ${thread}`;
    const laneOf = lanes.get(track) ?? laneChooser();
    lanes.set(track, laneOf);
    const lane = 'end' in entry ? laneOf(entry) : 0;
    const key = `${lane} ${track}`;
    const tid = known.get(key);
    if (tid !== undefined) {
      return {pid, tid, metadata: []};
    }
    const fresh = known.size + 1;
    known.set(key, fresh);
    const metadata = [
      ...(named.has(process)
        ? []
        : [
            metadatum('process_name', pid, 0, {name: processes[process][language]}),
            metadatum('process_sort_index', pid, 0, {sort_index: pid}),
          ]),
      metadatum('thread_name', pid, fresh, {name: lane === 0 ? thread : `${thread} (${lane + 1})`}),
    ];
    named.add(process);
    return {pid, tid: fresh, metadata};
  };
};

const metadatum = (
  name: string,
  pid: number,
  tid: number,
  args: Readonly<Record<string, unknown>>,
): Record<string, unknown> => ({name, ph: 'M', pid, tid, args});
