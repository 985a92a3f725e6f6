import {StatusWord} from '../../protocol/index.ts';
import type {ScenarioOutcome} from '../../scenarios/index.ts';

const english = /[A-Za-z’]*[a-z’]{2,}(?:[ ,]+[A-Za-z’]*[a-z’]{2,}){2,}|\b(?:old|new|number|the|is|was|not)\b/;

/** Without status words, whose meaning stands behind them in the words of the standard. */
const withoutStatusWords = (ja: string): string =>
  [...ja.matchAll(/\b[0-9A-F]{4}(?= [a-z])/g)].reduce(
    (rest, [value]) => rest.replaceAll(StatusWord.of(Number.parseInt(value, 16)).toString(), ''),
    ja,
  );

/** What is English in a Japanese sentence; undefined where nothing is. Ids, commands and status words are neither. */
export const englishIn = (ja: string): string | undefined => {
  const own = withoutStatusWords(ja)
    .replace(/\b[a-z0-9]+(?:[-/.][A-Za-z0-9*]+)+\b/g, '')
    .replace(/\b[A-Z]{2,}(?: [A-Z]{2,})*(?: \[[a-z ]+\])?/g, '');
  return /[ぁ-んァ-ヶ一-龠]/.test(ja) ? english.exec(own)?.[0] : ja;
};

/** @throws Error where a reason or note of a scenario is not in Japanese though it should be. */
export const checkJapanese = ({id, reason, notes}: ScenarioOutcome): void => {
  for (const {ja} of [reason, ...notes]) {
    const found = englishIn(ja);
    if (found !== undefined) {
      throw new Error(`${id} was expected to say all in Japanese, but says “${found}”: ${ja}`);
    }
  }
};
