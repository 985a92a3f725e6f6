import type {Sentence} from '../../../protocol/index.ts';
import {displayWidth, padded} from '../../../reports/text/display-width.ts';
import {type Language, say} from '../../language.ts';

/** One thing an object says. */
export interface Fact {
  /** Its name in JSON. */
  readonly name: string;
  readonly title: Sentence;
  readonly value: string | Sentence;
  /** 基本4情報 and the like: shown only when asked for. */
  readonly personal?: true;
}

/** What an object says, and what is inside it. */
export interface Shown {
  readonly kind: string;
  readonly title: Sentence;
  readonly facts: readonly Fact[];
  readonly parts: readonly Shown[];
}

export const fact = (name: string, en: string, ja: string, value: string | Sentence): Fact => ({
  name,
  title: {en, ja},
  value,
});

export const instant = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** A serial number as it is usually written: upper-case hex without the zero that only says that it is positive. */
export const serialText = (content: string): string => content.replace(/^00(?=[89a-f])/i, '').toUpperCase();

const masked: Sentence = {
  en: '(personal data; --show-personal shows it)',
  ja: '(個人情報のため非表示。--show-personal で表示)',
};

/** Object as indented lines, its facts in two columns. */
export const shownText = (shown: Shown, personal: boolean, language: Language, depth = 0): string => {
  const {title, facts, parts} = shown;
  const indent = '  '.repeat(depth);
  const width = Math.max(0, ...facts.map((one) => displayWidth(say(one.title, language))));
  return [
    `${indent}${say(title, language)}`,
    ...facts.map(
      (one) =>
        `${indent}  ${padded(say(one.title, language), width, 'start')}  ${shownValue(one, personal, language)}`,
    ),
    ...parts.map((part) => shownText(part, personal, language, depth + 1)),
  ].join('\n');
};

/** The same for programs. A masked value is null. */
export const shownJson = ({kind, facts, parts}: Shown, personal: boolean): Record<string, unknown> => ({
  kind,
  ...Object.fromEntries(
    facts.map(({name, value, personal: hidden}) => [
      name,
      hidden && !personal ? null : typeof value === 'string' ? value : value.en,
    ]),
  ),
  ...(parts.length > 0 ? {parts: parts.map((part) => shownJson(part, personal))} : {}),
});

const shownValue = ({value, personal: hidden}: Fact, personal: boolean, language: Language): string => {
  if (hidden && !personal) {
    return say(masked, language);
  }
  return typeof value === 'string' ? value : say(value, language);
};
