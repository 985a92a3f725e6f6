import type {CardIdentity} from '../personas/identity.ts';
import type {Holder} from '../personas/persona.ts';
import {greyJp2} from './jp2.ts';
import {oneBitPng} from './png.ts';
import {portrait} from './portrait.ts';
import {type TextLayout, textPicture} from './text-picture.ts';

/** Who and what the pictures show. */
export interface Sitter {
  readonly holder: Pick<Holder, 'name' | 'address'>;
  readonly identity: Pick<CardIdentity, 'myNumber' | 'securityCode'>;
  readonly pictureSeed: string;
}

/** The pictures on a card's face. */
export interface CardPictures {
  /** PNG of bit depth 1. */
  readonly name: Uint8Array;
  readonly address: Uint8Array;
  /** 72×12. */
  readonly myNumber: Uint8Array;
  /** 24×12. */
  readonly securityCode: Uint8Array;
  /** JP2, grey. */
  readonly photo: Uint8Array;
  /** Characters of name and address that stand as boxes: the font lacks them. */
  readonly missing: readonly string[];
}

/** Sizes of name and address are ours, the others a card's. Bench-defined, D41. */
const layouts = {
  name: {width: 480, em: 40, lineHeight: 48},
  address: {width: 480, em: 30, lineHeight: 38},
  myNumber: {width: 72, em: 12, lineHeight: 12},
  securityCode: {width: 24, em: 12, lineHeight: 12},
} as const satisfies Record<string, TextLayout>;

/** 240×320 grey pixels in 6,400 bytes. Bench-defined, D41. */
const photoRatio = 12;

/** A text drawn, PNG of bit depth 1, and the characters that stand as boxes. */
export interface DrawnText {
  readonly png: Uint8Array;
  readonly missing: readonly string[];
}

const pictureOf = async (text: string, layout: TextLayout): Promise<DrawnText> => {
  const {bitmap, missing} = await textPicture(text, layout);
  return {png: await oneBitPng(bitmap), missing};
};

/** What was drawn last: one card after the other has the same name and address. */
const drawn = new Map<string, Promise<DrawnText>>();
const mostDrawn = 64;

/** Name or address as a card's face shows it. */
export const facePicture = (what: 'name' | 'address', text: string): Promise<DrawnText> => {
  const key = `${what}/${text}`;
  const picture = drawn.get(key) ?? pictureOf(text, layouts[what]);
  if (!drawn.has(key) && drawn.size >= mostDrawn) {
    drawn.clear();
  }
  drawn.set(key, picture);
  return picture;
};

/** Draws all pictures of one card. The same sitter gives the same bytes. */
export const cardPictures = async ({holder, identity, pictureSeed}: Sitter): Promise<CardPictures> => {
  const name = await facePicture('name', holder.name);
  const address = await facePicture('address', holder.address);
  return {
    name: name.png,
    address: address.png,
    myNumber: (await pictureOf(identity.myNumber, layouts.myNumber)).png,
    securityCode: (await pictureOf(identity.securityCode, layouts.securityCode)).png,
    photo: await greyJp2(await portrait(pictureSeed), photoRatio),
    missing: [...name.missing, ...address.missing],
  };
};
