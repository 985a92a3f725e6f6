import {type Random, seededRandom} from '../../protocol/index.ts';
import type {Bitmap} from './bitmap.ts';
import type {GreyPicture} from './jp2.ts';
import {textPicture} from './text-picture.ts';

const width = 240;
const height = 320;

/** A number between two, from the source. */
const between = (random: Random, low: number, high: number): number => {
  const [a = 0, b = 0] = random.bytes(2);
  return low + ((high - low) * (a * 256 + b)) / 65_535;
};

/** What one drawn face has of its own. Grey values 0–255, lengths in pixels. */
const features = (random: Random) => ({
  skin: between(random, 170, 225),
  hair: between(random, 20, 110),
  clothes: between(random, 40, 140),
  faceWidth: between(random, 50, 60),
  faceHeight: between(random, 66, 78),
  hairline: between(random, 104, 124),
  hairLength: between(random, 0, 90),
  eyes: between(random, 20, 27),
  brow: between(random, -3, 3),
  mouth: between(random, 12, 22),
  smile: between(random, 0, 6),
  glasses: between(random, 0, 1) < 0.3,
});

const middle = width / 2;
const faceY = 150;
const eyeY = 146;

/** How far a point lies inside an ellipse: above 0 inside, 1 at its centre. */
const inEllipse = (x: number, y: number, cx: number, cy: number, rx: number, ry: number): number =>
  1 - ((x - cx) / rx) ** 2 - ((y - cy) / ry) ** 2;

/** The grey of a drawing at a point, from back to front. */
const greyAt = (f: ReturnType<typeof features>, x: number, y: number): number => {
  const side = Math.abs(x - middle);
  let grey = 238 - 30 * (y / height);
  const hairBottom = faceY + f.hairLength;
  if (
    inEllipse(x, y, middle, faceY - 14, f.faceWidth + 13, f.faceHeight + 10) > 0 ||
    (y > faceY - 14 && y < hairBottom && side < f.faceWidth + 12)
  ) {
    grey = f.hair;
  }
  if (inEllipse(x, y, middle, 330, 104, 92) > 0) {
    grey = f.clothes + 20 * (side / 104);
  }
  if (side < 24 && y > faceY && y < 252 - side * 0.5) {
    grey = f.skin - 22;
  }
  const face = inEllipse(x, y, middle, faceY, f.faceWidth, f.faceHeight);
  if (face > 0 || inEllipse(side, y, f.faceWidth, faceY + 4, 8, 14) > 0) {
    grey = f.skin - 26 * (1 - Math.max(0, face)) * (side / f.faceWidth);
  }
  if (face > 0 && y < f.hairline + 6 * (side / f.faceWidth) ** 2) {
    grey = f.hair + 10;
  }
  const eye = side - f.eyes;
  if (inEllipse(eye, y, 0, eyeY, 9, 5) > 0) {
    grey = inEllipse(eye, y, 0, eyeY, 4, 4.5) > 0 ? 25 : 248;
  }
  if (Math.abs(eye) < 12 && Math.abs(y - (eyeY - 15 + f.brow * (eye / 12))) < 2) {
    grey = f.hair;
  }
  if (Math.abs(side - 5) < 1.2 && y > eyeY + 12 && y < eyeY + 28 - Math.abs(side - 5)) {
    grey = f.skin - 55;
  }
  if (side < f.mouth && Math.abs(y - (faceY + 42 - f.smile * (side / f.mouth) ** 2)) < 2) {
    grey = 90;
  }
  if (f.glasses && Math.abs(inEllipse(eye, y, 0, eyeY, 17, 13)) < 0.14) {
    grey = 40;
  }
  return grey;
};

const caption = {width: 96, em: 22, lineHeight: 26};

/**
 * A drawn face, 240×320, with 見本 (specimen) written on it: nobody's likeness. Seed and picture go together; a
 * grain like a photograph's makes the file as long as one.
 */
export const portrait = async (seed: string): Promise<GreyPicture> => {
  const random = seededRandom(`portrait/${seed}`);
  const f = features(random);
  const pixels = new Uint8Array(width * height);
  const grain = random.bytes(pixels.length);
  const {bitmap: words} = await textPicture('見本', caption);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // Four samples make the edges soft.
      let sum = 0;
      for (const dy of [0.25, 0.75]) {
        for (const dx of [0.25, 0.75]) {
          sum += greyAt(f, x + dx, y + dy);
        }
      }
      const noise = ((grain[y * width + x] ?? 0) - 127.5) / 20;
      pixels[y * width + x] = Math.max(0, Math.min(255, Math.round(sum / 4 + noise)));
    }
  }
  stamp(pixels, words, 8, height - caption.lineHeight - 4);
  return {width, height, pixels};
};

/** White letters, as on the darker lower edge. */
const stamp = (pixels: Uint8Array, words: Bitmap, left: number, top: number): void => {
  for (let y = 0; y < words.height; y += 1) {
    for (let x = 0; x < words.width; x += 1) {
      if (words.isInk(x, y)) {
        pixels[(top + y) * width + left + x] = 250;
      }
    }
  }
};
