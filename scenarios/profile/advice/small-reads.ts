import {linearRegression} from 'simple-statistics';
import {fileTitle, type SelectedFile} from '../../../protocol/index.ts';
import {statisticOf} from '../../budgets/judge-budget.ts';
import type {TimedExchange} from '../../engine/timed-exchanges.ts';
import type {Rule, Waste} from './advice.ts';
import {unspent} from './repeated-exchanges.ts';

/** The most a READ BINARY with a short Le brings. Every card takes that. */
const mostBytes = 256;

/** A file whose length nobody knows is begun with a short read of its header: that one is not held against anyone. */
const headerReads = 1;

/** A file read in smaller pieces than it could be. What is spared is the cost of an exchange without its bytes. */
export const smallReads: Rule = {
  id: 'small-reads',
  remedy: {
    en: `read in pieces of ${mostBytes} bytes (Le 00), or in one piece with an extended Le`,
    ja: `${mostBytes} バイト単位(Le 00)、または拡張Leで一度に読み出す`,
  },
  find(run, spent) {
    const files = new Map<string, {readonly file: SelectedFile; readonly reads: TimedExchange[]}>();
    for (const {timed} of unspent(
      run,
      spent,
      ({operation, succeeded}) => operation.kind === 'read' && succeeded,
    )) {
      const {operation} = timed.exchange;
      if (operation.kind === 'read') {
        const key = `${operation.file.application?.aid} ${operation.file.id}`;
        const known = files.get(key) ?? {file: operation.file, reads: []};
        files.set(key, known);
        known.reads.push(timed);
      }
    }
    return [...files].flatMap(([place, {file, reads}]) => wasteOf(place, file, reads));
  },
};

const wasteOf = (place: string, file: SelectedFile, reads: readonly TimedExchange[]): readonly Waste[] => {
  const bytes = reads.reduce((sum, read) => sum + bytesOf(read), 0);
  const count = reads.length - Math.ceil(bytes / mostBytes) - headerReads;
  const overhead = count > 0 ? overheadNs(reads) : undefined;
  if (overhead === undefined) {
    return [];
  }
  const name = fileTitle(file);
  const size = Math.round(statisticOf(reads.map(bytesOf), 'p50'));
  return [
    {
      place,
      title: {
        en: `${name.en} in ${reads.length} pieces of about ${size} bytes`,
        ja: `${name.ja} を約 ${size} バイトずつ ${reads.length} 回`,
      },
      count,
      savedNs: count * overhead,
    },
  ];
};

const bytesOf = ({exchange: {event}}: TimedExchange): number => event.response.length / 2 - 2;

/**
 * What an exchange of these takes besides the bytes it brings: by the timing profile's own cost of a byte, else by a
 * line through the reads of different lengths. Unknown where all are of one length on a card that nobody models.
 */
const overheadNs = (reads: readonly TimedExchange[]): number | undefined => {
  if (reads.every(({modelledLinkNs}) => modelledLinkNs > 0)) {
    const fixed = reads.map((read) => {
      const {command, response} = read.exchange.event;
      const all = (command.length + response.length) / 2;
      return read.ns - (read.modelledLinkNs * bytesOf(read)) / all;
    });
    return statisticOf(fixed, 'p50');
  }
  const points = reads.map((read): [number, number] => [bytesOf(read), read.ns]);
  const lengths = points.map(([length]) => length);
  if (Math.max(...lengths) - Math.min(...lengths) < 16) {
    return undefined;
  }
  const {m, b} = linearRegression(points);
  return m < 0 ? undefined : Math.max(0, b);
};
