import {columns} from '../text/columns.ts';
import type {KazasuLoad} from './load-result.ts';

const words = {
  en: {
    heads: ['ms', 'p50', 'p95', 'p99', 'p99.9', 'max'],
    response: 'from the intended start',
    service: 'from the real start',
    late: 'started late',
    asked: ({asked: {ratePerSecond, seconds, arrivals, cards, timing}}: KazasuLoad) =>
      `${ratePerSecond} log-ins a second for ${seconds} s (${arrivals}), ${cards} cards, timing ${timing}`,
    outcome: (name: string, count: number) => `${name}: ${count.toLocaleString('en-US')}`,
    held: ({passedPerSecond}: KazasuLoad) => `HELD  ${passedPerSecond.toFixed(1)} passed a second`,
    notHeld: ({passedPerSecond, asked}: KazasuLoad) =>
      `NOT HELD  ${passedPerSecond.toFixed(1)} passed a second of ${asked.ratePerSecond} asked`,
    basis:
      'Measured with a high dynamic range histogram; nobody waits to ask until others have been answered, so a stall counts for all who came during it.',
  },
  ja: {
    heads: ['ms', 'p50', 'p95', 'p99', 'p99.9', '最大'],
    response: '予定した開始から',
    service: '実際の開始から',
    late: '開始の遅れ',
    asked: ({asked: {ratePerSecond, seconds, arrivals, cards, timing}}: KazasuLoad) =>
      `毎秒 ${ratePerSecond} 件のログインを ${seconds} 秒間(${arrivals})、カード ${cards} 枚、時間モデル ${timing}`,
    outcome: (name: string, count: number) => `${name}: ${count.toLocaleString('en-US')} 件`,
    held: ({passedPerSecond}: KazasuLoad) => `維持  毎秒 ${passedPerSecond.toFixed(1)} 件が合格`,
    notHeld: ({passedPerSecond, asked}: KazasuLoad) =>
      `未達  毎秒 ${asked.ratePerSecond} 件に対し ${passedPerSecond.toFixed(1)} 件が合格`,
    basis:
      'HDRヒストグラムによる実測です。前の応答を待たずに要求を始めるため、停滞はその間に来た全員の待ち時間に数えます。',
  },
} as const;

/** A load for a terminal; what it came to stands last. */
export const toLoadTable = (load: KazasuLoad, language: 'en' | 'ja'): string => {
  const say = words[language];
  const row = (name: string, {p50, p95, p99, p999, max}: KazasuLoad['response']): string[] => [
    name,
    ...[p50, p95, p99, p999, max].map(figure),
  ];
  return [
    say.asked(load),
    load.centre,
    '',
    ...columns(say.heads, [
      row(say.response, load.response),
      row(say.service, load.service),
      row(say.late, load.startedLate),
    ]),
    '',
    ...Object.entries(load.outcomes).map(([name, count]) => say.outcome(name, count)),
    say.basis,
    '',
    load.held ? say.held(load) : say.notHeld(load),
  ].join('\n');
};

const figure = (ms: number): string => (ms < 100 ? ms.toFixed(2) : ms.toFixed(0));
