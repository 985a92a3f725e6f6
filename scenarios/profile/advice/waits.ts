import {exchangeTitle} from '../../../protocol/index.ts';
import {statisticOf} from '../../budgets/judge-budget.ts';
import {coveredNs} from '../../engine/attribution.ts';
import type {Rule, Waste} from './advice.ts';

/** Gaps shorter than this are a program's ordinary pace. */
const idleNs = 20e6;

/** What is no gap on a slow machine: ten times the run's own usual pace. */
const timesUsual = 10;

/** Time between two commands in which neither card nor centre works, and nobody is reckoned to type or to tap. */
export const idleGaps: Rule = {
  id: 'idle-gaps',
  remedy: {
    en: 'prepare the next command while the card works; if a person types there, type before the card is opened',
    ja: '次のコマンドをカードの処理中に用意する。入力待ちならカードを開く前に済ませる',
  },
  find({exchanges, centre, powers, people}) {
    const gaps = exchanges.map(({at, gapNs}) => {
      const others = coveredNs(
        [...centre, ...people].filter((other) => other.at >= at - gapNs && other.end <= at),
      );
      // What a reset costs is told as such.
      const reset = powers.some((power) => power.at > at - gapNs && power.at <= at);
      return reset ? 0 : Math.max(0, gapNs - others);
    });
    const usual = statisticOf(gaps.slice(1), 'p50');
    const limit = Math.max(idleNs, timesUsual * usual);
    return gaps.flatMap((gap, i): Waste[] => {
      const exchange = exchanges[i]?.exchange;
      if (gap <= limit || !exchange || i === 0) {
        return [];
      }
      const next = exchangeTitle(exchange);
      return [
        {
          place: `${i} ${next.en}`,
          title: {en: `nothing happens before ${next.en}`, ja: `${next.ja} の前に何も行われていない`},
          count: 1,
          savedNs: gap - usual,
        },
      ];
    });
  },
};

/** A reset, or power taken and given again, in the middle of a run. */
export const connectByReset: Rule = {
  id: 'connect-by-reset',
  remedy: {
    en: 'disconnect with SCARD_LEAVE_CARD and connect once, so that the card is not reset',
    ja: 'SCARD_LEAVE_CARD で切断し、接続を1回にしてカードをリセットしない',
  },
  find({powers, exchanges, interval}) {
    const first = exchanges[0]?.at ?? interval.end;
    // A card that is reset when all is said costs nothing, and of several resets in one gap the first counts.
    const gaps = new Map<number, number>();
    for (const {at, state} of powers) {
      const next =
        state === 'off' || at <= first ? undefined : exchanges.find((exchange) => exchange.at >= at);
      if (next && !gaps.has(next.at)) {
        gaps.set(next.at, next.at - at);
      }
    }
    const late = [...gaps.values()];
    const savedNs = late.reduce((sum, gap) => sum + gap, 0);
    return late.length === 0
      ? []
      : [
          {
            place: 'reset',
            title: {en: 'the card is reset in the middle', ja: '途中でカードがリセットされる'},
            count: late.length,
            savedNs,
          },
        ];
  },
};

const revocation = /revocation|ocsp|crl/i;

/** The centre asked about revocation while the card has nothing to do, though it could have been asked earlier. */
export const revocationInLine: Rule = {
  id: 'revocation-in-line',
  remedy: {
    en: 'ask about revocation as soon as the certificate is read, while the card verifies and signs',
    ja: '証明書を読み出した時点で失効を照会し、カードの照合・署名と並行させる',
  },
  find({exchanges, centre, interval}) {
    const certificate = exchanges.findLast(
      ({exchange: {operation, succeeded}}) => operation.kind === 'read' && succeeded,
    );
    const end = exchanges.at(-1)?.end;
    if (!certificate || end === undefined) {
      return [];
    }
    const late = centre.filter(
      ({operation, at, end: answered}) => revocation.test(operation) && at >= end && answered <= interval.end,
    );
    const waited = coveredNs(late);
    const meanwhile = Math.max(0, end - certificate.end);
    return late.length === 0
      ? []
      : [
          {
            place: 'revocation',
            title: {
              en: 'the answer on revocation is waited for at the end',
              ja: '失効の回答を最後に待っている',
            },
            count: late.length,
            savedNs: Math.min(waited, meanwhile),
          },
        ];
  },
};
