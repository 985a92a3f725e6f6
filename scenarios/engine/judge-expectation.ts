import {isDeepStrictEqual} from 'node:util';
import type {CardImage} from '../../emulator/index.ts';
import type {Ending, Expectation} from './scenario.ts';

/**
 * Whether a run ended as documented, and left the card as documented: `pass` where it did. What broke in the bench
 * stays an error. Without both images nothing is said of the card.
 */
export const judgeExpectation = (
  ending: Ending,
  expected: Expectation,
  before: CardImage | undefined,
  after: CardImage | undefined,
): Ending => {
  if (ending.verdict === 'error' && expected.verdict !== 'error') {
    return ending;
  }
  const wanted = `${expected.verdict} (${expected.reasonId})`;
  const came = `${ending.verdict} (${ending.reasonId ?? '-'})`;
  if (wanted !== came) {
    return {
      verdict: 'fail',
      reasonId: 'not-as-documented',
      reason: {
        en: `${wanted} is documented, but it ended ${came}: ${ending.reason.en}`,
        ja: `文書では ${wanted} ですが、結果は ${came} でした: ${ending.reason.ja}`,
      },
    };
  }
  const {triesLost = 0} = expected;
  const lost = before && after ? triesLostBetween(before, after) : undefined;
  const changed = before && after ? !isDeepStrictEqual(withoutTries(before), withoutTries(after)) : false;
  if (changed || (lost !== undefined && lost !== triesLost)) {
    return {
      verdict: 'fail',
      reasonId: 'side-effect',
      reason: {
        en: `it ended ${came} as documented, but ${changed ? 'something on the card changed' : `${lost} tries were lost instead of ${triesLost}`}`,
        ja: `文書どおり ${came} で終わりましたが、${changed ? 'カードの内容が変わりました' : `試行回数が ${triesLost} 回ではなく ${lost} 回減りました`}`,
      },
    };
  }
  const effect =
    lost === undefined
      ? {en: 'the card was not seen afterwards', ja: '終了後のカードは確認していません'}
      : lost === 0
        ? {en: 'no side effect on the card', ja: 'カードへの副作用なし'}
        : {en: `tries lost: ${lost}, no other side effect`, ja: `減った試行回数 ${lost} 回、他の副作用なし`};
  return {
    verdict: 'pass',
    ...(ending.reasonId === undefined ? {} : {reasonId: ending.reasonId}),
    reason: {
      en: `as documented, ${came}: ${ending.reason.en}; ${effect.en}`,
      ja: `文書どおり ${came}: ${ending.reason.ja}。${effect.ja}`,
    },
  };
};

/** A right PIN gives lost tries back; only what is gone counts. */
const triesLostBetween = (before: CardImage, after: CardImage): number => {
  let lost = 0;
  for (const [name, {credentials}] of Object.entries(before.applications)) {
    for (const [file, {triesLeft}] of Object.entries(credentials)) {
      const now = after.applications[name]?.credentials[file]?.triesLeft ?? triesLeft;
      lost += Math.max(0, triesLeft - now);
    }
  }
  return lost;
};

const withoutTries = ({applications, ...card}: CardImage): unknown => ({
  ...card,
  applications: Object.entries(applications).map(([name, {credentials, ...kept}]) => ({
    name,
    ...kept,
    credentials: Object.entries(credentials).map(([file, {value}]) => [file, value]),
  })),
});
