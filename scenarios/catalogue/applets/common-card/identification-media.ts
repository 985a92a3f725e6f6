import type {Title} from '../../../engine/scenario.ts';

/** By what a service knows its users: the card's application, or what was in use before it. */
export type Medium = 'ic' | 'barcode' | 'magnetic';

interface Identification {
  readonly title: Title;
  /** What stands on it for a number of the service. */
  written(number: string): string;
  /** The number, where what was read is whole; a digit that was misread shows. */
  read(text: string): string | undefined;
}

/** The digit that makes the sum of digits, every other one times 3 from the last, a multiple of ten. */
const checkDigit = (digits: string): number => {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10;
};

/** The longitudinal redundancy check of track 2: exclusive or of all characters, the sentinels among them. */
const redundancyCheck = (text: string): string =>
  String.fromCharCode(0x30 + [...text].reduce((sum, character) => sum ^ (character.charCodeAt(0) & 0x0f), 0));

/**
 * カードアプリ, バーコードシール, 磁気ストライプ. A service's own cards had numbers of eight digits. Check digit and
 * stripe are those of GS1 and ISO/IEC 7811-2. Bench-defined, D223.
 */
export const identificationMedia: Readonly<Record<Medium, Identification>> = {
  ic: {
    title: {en: 'card application', ja: 'カードアプリ'},
    written: (number) => number,
    read: (text) => (text.length > 0 ? text : undefined),
  },
  barcode: {
    title: {en: 'barcode', ja: 'バーコード'},
    written: (number) => `${number}${checkDigit(number)}`,
    read: (text) =>
      /^\d{9}$/.test(text) && checkDigit(text.slice(0, -1)) === Number(text.at(-1))
        ? text.slice(0, -1)
        : undefined,
  },
  magnetic: {
    title: {en: 'magnetic stripe', ja: '磁気ストライプ'},
    written: (number) => `;${number}?${redundancyCheck(`;${number}?`)}`,
    read: (text) =>
      /^;\d{8}\?.$/.test(text) && redundancyCheck(text.slice(0, -1)) === text.at(-1)
        ? text.slice(1, -2)
        : undefined,
  },
};
