import {displayWidth} from '../text/display-width.ts';

/**
 * Widths of glyphs, in thousandths of the font's size: at least those of DejaVu Sans and of Verdana, the widest of the
 * fonts that `sans-serif` usually is. What is not named here is a small letter or a digit.
 */
const glyphs: readonly (readonly [RegExp, number])[] = [
  [/[ijlI.,:;'|!() ]/u, 460],
  [/[mwMWO@%]/u, 1080],
  [/[A-Z#&^+<>=~×−…]/u, 840],
];
const usualGlyph = 660;
const wideGlyph = 1000;
const boldShare = 1.12;

/** What a text takes at most in a picture, in the unit of the size. */
export const textExtent = (said: string, size: number, weight: 'normal' | 'bold' = 'normal'): number =>
  ([...said].reduce((sum, one) => sum + glyphWidth(one), 0) / 1000) *
  size *
  (weight === 'bold' ? boldShare : 1);

const glyphWidth = (one: string): number =>
  displayWidth(one) === 2 ? wideGlyph : (glyphs.find(([sign]) => sign.test(one))?.[1] ?? usualGlyph);

/** The size at which a text surely fits into a width: the usual one, or less. */
export const fittingSize = (
  said: string,
  size: number,
  width: number,
  weight: 'normal' | 'bold' = 'normal',
): number => Math.min(size, (size * width) / Math.max(1, textExtent(said, size, weight)));
