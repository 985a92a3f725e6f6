import {exchangeTitle, type Sentence} from '../../protocol/index.ts';
import type {Interval} from '../engine/attribution.ts';
import type {Phase} from '../engine/scenario.ts';
import type {TimedExchange} from '../engine/timed-exchanges.ts';

/** Kinds of work of a dialogue that nobody divided into steps, as budgets name them. */
export const dialoguePhaseIds = [
  'start',
  'probe',
  'select',
  'read',
  'query',
  'verify',
  'sign',
  'other',
  'end',
] as const;

type PhaseId = (typeof dialoguePhaseIds)[number];

const titles: Readonly<Record<PhaseId, Sentence>> = {
  start: {en: 'Before the first command', ja: '最初のコマンドまで'},
  probe: {en: 'Commands the card refuses', ja: 'カードが拒否したコマンド'},
  select: {en: 'Selecting applications', ja: 'アプリケーションの選択'},
  read: {en: 'Reading', ja: '読み出し'},
  query: {en: 'Asking the tries left', ja: '残り回数の照会'},
  verify: {en: 'VERIFY', ja: '照合'},
  sign: {en: 'Signing', ja: '署名'},
  other: {en: 'Other commands', ja: 'その他のコマンド'},
  end: {en: 'After the last command', ja: '最後のコマンドの後'},
};

/**
 * A program's dialogue in phases by kind of work. Each command counts with the host's time before it; SELECT of an EF
 * counts to what is done with the EF.
 */
export const dialoguePhases = (
  exchanges: readonly TimedExchange[],
  whole: Interval,
): readonly (Phase & {readonly interval: Interval})[] => {
  const first = exchanges[0];
  const last = exchanges.at(-1);
  if (!first || !last) {
    return [phase('start', whole.at, whole.end)];
  }
  let from = first.at;
  const works = exchanges.map((exchange, i) => {
    const at = i === 0 ? first.at : from;
    from = exchange.end;
    return phase(workOf(exchanges, i), at, exchange.end);
  });
  return [phase('start', whole.at, first.at), ...works, phase('end', last.end, whole.end)];
};

const phase = (id: PhaseId, at: number, end: number): Phase & {readonly interval: Interval} => ({
  id,
  title: titles[id],
  actor: id === 'start' || id === 'end' ? 'host' : 'card',
  interval: {at, end},
});

const workOf = (exchanges: readonly TimedExchange[], i: number): PhaseId => {
  const exchange = exchanges[i]?.exchange;
  switch (exchange?.operation.kind) {
    case 'select-application':
      return exchange.succeeded ? 'select' : 'probe';
    case 'select-file': {
      const next = exchanges[i + 1]?.exchange.operation.kind;
      return !exchange.succeeded
        ? 'probe'
        : next === 'select-file' || next === undefined
          ? 'other'
          : workOf(exchanges, i + 1);
    }
    case 'read':
    case 'read-record':
      return exchange.succeeded ? 'read' : 'probe';
    case 'query':
      return 'query';
    case 'verify':
    case 'change':
      return 'verify';
    case 'sign':
      return 'sign';
    default:
      return exchange?.succeeded ? 'other' : 'probe';
  }
};

/** What an exchange is counted under: its title, and whether the card refused it. */
export const exchangeGroup = ({exchange}: TimedExchange): Sentence => {
  const title =
    exchange.operation.kind === 'select-application' && !exchange.succeeded
      ? foreign
      : exchangeTitle(exchange);
  const refused = !exchange.succeeded && exchange.operation.kind !== 'query';
  return refused ? {en: `${title.en}, refused`, ja: `${title.ja}(拒否)`} : title;
};

const foreign: Sentence = {en: 'SELECT of an application', ja: 'アプリケーションのSELECT'};
