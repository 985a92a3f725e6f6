import {type CardImage, issueDay} from '../../emulator/index.ts';
import type {Sentence} from '../../protocol/index.ts';
import type {CardOrder} from './card-preparation.ts';

interface MadeCard {
  readonly image: CardImage;
  /** What was remarked on while it was made. */
  readonly said: readonly Sentence[];
}

/** Cards of this process by what they follow from: drawing a face and signing take longer than most dialogues. */
const made = new Map<string, Promise<MadeCard>>();
const mostMade = 32;

/**
 * The card of an order, made where no world of the same seed has made it before: the same order gives the same card,
 * to the byte. What is remarked on is said every time; the image is the caller's own.
 */
export const madeCard = async (
  seed: string,
  order: CardOrder,
  make: (remark: (said: Sentence) => void) => Promise<CardImage>,
  remark: (said: Sentence) => void = () => undefined,
): Promise<CardImage> => {
  const {centre: _, random: __, at, ...rest} = order;
  const key = JSON.stringify([seed, issueDay(at), rest]);
  const card = made.get(key) ?? remembered(make);
  if (!made.has(key) && made.size >= mostMade) {
    made.clear();
  }
  made.set(key, card);
  const {image, said} = await card;
  for (const one of said) {
    remark(one);
  }
  return structuredClone(image);
};

const remembered = async (make: Parameters<typeof madeCard>[2]): Promise<MadeCard> => {
  const said: Sentence[] = [];
  return {image: await make((one) => said.push(one)), said};
};
