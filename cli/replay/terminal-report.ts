import type {Exchange, Sentence} from '../../protocol/index.ts';
import type {Comparison, DialogueOfRecord, ReplayedExchange} from '../../scenarios/index.ts';
import {type Language, say} from '../language.ts';
import {shortened} from './card-report.ts';
import {meaningOf} from './exchange-meaning.ts';

/** An answer in a report: what may be told of it. */
interface Answer {
  readonly sw: string;
  readonly meaning: string;
  /** Bytes of data. */
  readonly length: number;
}

interface Entry {
  readonly place: number;
  readonly command: string;
  readonly meaning: Sentence;
}

/** What a card answered to the recorded terminal, beside the record. Times in ms. */
export interface TerminalReport {
  readonly record: string;
  readonly card: string;
  readonly side: 'card' | 'terminal';
  readonly reader: string;
  readonly counts: Readonly<
    Record<'recorded' | 'sent' | 'same' | 'notComparable' | 'different' | 'notSent', number>
  >;
  readonly differences: readonly (Entry & {
    readonly kind: Comparison['kind'];
    readonly expected: Answer;
    readonly came: Answer;
    /** Where data differs: the first byte, from 0. */
    readonly at?: number;
  })[];
  readonly notSent: readonly (Entry & {readonly reason: Sentence})[];
  readonly times: readonly {
    readonly name: string;
    readonly n: number;
    readonly recordedMs: number;
    readonly nowMs: number;
  }[];
}

interface Told {
  readonly record: string;
  readonly dialogue: DialogueOfRecord;
  readonly reader: string;
  readonly exchanges: readonly ReplayedExchange[];
}

export const terminalReport = ({record, dialogue, reader, exchanges}: Told): TerminalReport => {
  const differences = exchanges.flatMap((exchange) => {
    const {recorded, now, comparison} = exchange;
    return now !== undefined && ['status', 'length', 'data'].includes(comparison.kind)
      ? [
          {
            ...entryOf(exchange),
            kind: comparison.kind,
            expected: answerOf(recorded),
            came: answerOf(now),
            ...(comparison.kind === 'data' ? {at: comparison.at} : {}),
          },
        ]
      : [];
  });
  const notSent = exchanges.flatMap((exchange) =>
    exchange.notSent === undefined ? [] : [{...entryOf(exchange), reason: exchange.notSent}],
  );
  const counted = (kind: Comparison['kind']): number =>
    exchanges.filter(({comparison}) => comparison.kind === kind).length;
  return {
    record,
    card: dialogue.card,
    side: dialogue.side,
    reader,
    counts: {
      recorded: exchanges.length,
      sent: exchanges.length - notSent.length,
      same: counted('same'),
      notComparable: counted('not-comparable'),
      different: differences.length,
      notSent: notSent.length,
    },
    differences,
    notSent,
    times: timesOf(exchanges),
  };
};

const entryOf = ({place, recorded}: ReplayedExchange): Entry => ({
  place,
  command: recorded.event.command,
  meaning: meaningOf(recorded),
});

const answerOf = ({sw, event}: Exchange): Answer => ({
  sw: event.response.slice(-4),
  meaning: sw?.meaning ?? '',
  length: Math.max(0, event.response.length / 2 - 2),
});

const timesOf = (exchanges: readonly ReplayedExchange[]): TerminalReport['times'] => {
  const byName = new Map<string, {n: number; recordedMs: number; nowMs: number}>();
  for (const {recorded, now} of exchanges) {
    if (now !== undefined) {
      const sum = byName.get(recorded.name) ?? {n: 0, recordedMs: 0, nowMs: 0};
      byName.set(recorded.name, {
        n: sum.n + 1,
        recordedMs: sum.recordedMs + msOf(recorded),
        nowMs: sum.nowMs + msOf(now),
      });
    }
  }
  return [...byName].map(([name, sum]) => ({name, ...sum}));
};

const msOf = ({event}: Exchange): number => (event.end - event.at) / 1e6;

/** For people: what differs, what was not sent, times by command, and how many of each. */
export const terminalReportText = (report: TerminalReport, language: Language): string => {
  const {counts} = report;
  const differences = report.differences.map((difference) => {
    const head = `${headOf(difference, language)}\n${' '.repeat(8)}> ${shortened(difference.command)}`;
    const answer = ({sw, meaning, length}: Answer): string =>
      `${sw} ${meaning}, ${say({en: `${length} bytes`, ja: `${length} バイト`}, language)}`;
    const expected = say({en: 'expected', ja: '期待'}, language);
    const came = say({en: 'came    ', ja: '実際'}, language);
    const at =
      difference.at === undefined
        ? ''
        : say(
            {
              en: `; data differs from byte ${difference.at} on`,
              ja: `。データは ${difference.at} バイト目から異なります`,
            },
            language,
          );
    return `${head}\n${' '.repeat(8)}${expected} ${answer(difference.expected)}\n${' '.repeat(8)}${came} ${answer(difference.came)}${at}`;
  });
  const notSent = report.notSent.map(
    (entry) =>
      `${headOf(entry, language)}\n${' '.repeat(8)}${say({en: 'not sent', ja: '送信せず'}, language)}: ${say(entry.reason, language)}`,
  );
  const count = {
    en: `${report.card} → ${report.reader}: ${counts.recorded} exchanges, ${counts.same} the same, ${counts.notComparable} not comparable, ${counts.different} different, ${counts.notSent} not sent`,
    ja: `${report.card} → ${report.reader}: ${counts.recorded} 件中、同じ ${counts.same}、比較不能 ${counts.notComparable}、相違 ${counts.different}、送信せず ${counts.notSent}`,
  };
  return [...differences, ...notSent, ...timeTable(report.times, language), say(count, language)].join('\n');
};

const headOf = ({place, meaning}: Entry, language: Language): string =>
  `${`#${place}`.padStart(6)}  ${say(meaning, language)}`;

const timeTable = (times: TerminalReport['times'], language: Language): string[] => {
  const row = (name: string, n: string, recorded: string, now: string): string =>
    `${name.padEnd(32)}${n.padStart(5)}${recorded.padStart(14)}${now.padStart(12)}`;
  const sum = (part: 'n' | 'recordedMs' | 'nowMs'): number =>
    times.reduce((all, time) => all + time[part], 0);
  const heads = say({en: 'command|n|recorded ms|now ms', ja: 'command|n|記録 ms|今回 ms'}, language).split(
    '|',
  );
  return [
    row(heads[0] ?? '', heads[1] ?? '', heads[2] ?? '', heads[3] ?? ''),
    ...times.map(({name, n, recordedMs, nowMs}) =>
      row(name, `${n}`, recordedMs.toFixed(1), nowMs.toFixed(1)),
    ),
    row(
      say({en: 'all', ja: '合計'}, language),
      `${sum('n')}`,
      sum('recordedMs').toFixed(1),
      sum('nowMs').toFixed(1),
    ),
  ];
};
