import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import type {Font, Glyph} from 'opentype.js/dist/opentype.mjs';

/** A character's outline, with the units its advance width counts in. */
export interface FontGlyph {
  readonly glyph: Glyph;
  readonly unitsPerEm: number;
}

const require = createRequire(import.meta.url);
const family = '@fontsource/biz-udgothic';

interface Subset {
  readonly file: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  font?: Promise<Font>;
}

/** `U+0000-00FF,U+0131` to pairs of first and last code point. */
const parseRanges = (list: string): Subset['ranges'] =>
  list.split(',').map((range) => {
    const [first = '', last = first] = range.trim().slice(2).split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });

/** BIZ UDGothic comes in some 120 files by range of characters: only those a picture needs are opened, once. */
const subsets: () => readonly Subset[] = (() => {
  let found: readonly Subset[] | undefined;
  return () => {
    if (!found) {
      const byName = JSON.parse(readFileSync(require.resolve(`${family}/unicode.json`), 'utf8')) as Record<
        string,
        string
      >;
      found = Object.entries(byName).map(([name, ranges]) => ({
        file: `${family}/files/biz-udgothic-${name.replace(/[[\]]/g, '')}-400-normal.woff`,
        ranges: parseRanges(ranges),
      }));
    }
    return found;
  };
})();

const openFont = async (file: string): Promise<Font> => {
  // The package's main file is not a module; reading that one for its exports takes five times as long.
  const {parse} = await import('opentype.js/dist/opentype.mjs');
  return parse(Uint8Array.from(readFileSync(require.resolve(file))).buffer);
};

/** The glyph of one character, or undefined where the font has none. */
export const fontGlyph = async (character: string): Promise<FontGlyph | undefined> => {
  const code = character.codePointAt(0) ?? 0;
  for (const subset of subsets()) {
    if (subset.ranges.some(([first, last]) => code >= first && code <= last)) {
      subset.font ??= openFont(subset.file);
      const font = await subset.font;
      const glyph = font.charToGlyph(character);
      if (glyph.index !== 0) {
        return {glyph, unitsPerEm: font.unitsPerEm};
      }
    }
  }
  return undefined;
};
