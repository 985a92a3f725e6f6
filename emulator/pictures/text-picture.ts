import {Bitmap} from './bitmap.ts';
import {fillOutline} from './fill-outline.ts';
import {type FontGlyph, fontGlyph} from './font.ts';

/** How text is set. Pixels; `em` is a full-width character, `width` where a line breaks. */
export interface TextLayout {
  readonly width: number;
  readonly em: number;
  readonly lineHeight: number;
}

/** Text as a picture, and the characters the font has no glyph for: each stands there as a box. */
export interface TextPicture {
  readonly bitmap: Bitmap;
  readonly missing: readonly string[];
}

/** What is set as one: a character with its combining marks; a variation selector is one of them. */
const clusters = (text: string): readonly string[] => text.match(/.\p{M}*/gsu) ?? [];

/**
 * The font's glyph. A base and its mark count as their composed character, where there is one; a variant asked for
 * by a selector is a form the font does not have.
 */
const glyphOf = async (cluster: string): Promise<FontGlyph | undefined> => {
  const whole = [...cluster].length > 1 ? cluster.normalize('NFC') : cluster;
  return [...whole].length === 1 ? fontGlyph(whole) : undefined;
};

interface Placed {
  readonly cluster: string;
  readonly glyph: FontGlyph | undefined;
  readonly x: number;
  readonly line: number;
}

/** Sets text from left to right in as many lines as it needs; a character wider than the line stands alone. */
export const textPicture = async (
  text: string,
  {width, em, lineHeight}: TextLayout,
): Promise<TextPicture> => {
  const placed: Placed[] = [];
  let x = 0;
  let line = 0;
  for (const cluster of clusters(text)) {
    const glyph = await glyphOf(cluster);
    const advance = glyph ? Math.round((glyph.glyph.advanceWidth * em) / glyph.unitsPerEm) : em;
    if (x > 0 && x + advance > width) {
      x = 0;
      line += 1;
    }
    placed.push({cluster, glyph, x, line});
    x += advance;
  }
  const bitmap = new Bitmap(width, (line + 1) * lineHeight);
  const above = Math.floor((lineHeight - em) / 2);
  for (const {glyph, x: left, line: row} of placed) {
    const top = row * lineHeight + above;
    if (glyph) {
      fillOutline(bitmap, glyph.glyph.getPath(left, top + Math.round(em * baseline), em).commands);
    } else {
      const gap = Math.ceil(em / 12);
      bitmap.frame(left + gap, top + gap, em - 2 * gap, em - 2 * gap, Math.ceil(em / 20));
    }
  }
  return {bitmap, missing: placed.filter(({glyph}) => !glyph).map(({cluster}) => cluster)};
};

/** Where the font's characters stand in their square, from its top. */
const baseline = 0.88;
