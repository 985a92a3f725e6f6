import type {CardImage} from '../../emulator/index.ts';
import {type CardBench, type CardBenchOptions, openInProcessBench} from '../../scenarios/index.ts';
import {play, scenarioCalled} from './scenario-play.ts';

/** What another issuer's objects are called, by the end of town X's AIDs that stood there. */
export type Renaming = readonly (readonly [from: string, to: string])[];

/** Issuer 0x99 of the card management system's own numbering. */
export const issuer99: Renaming = [
  ['10010001', '10010099'],
  ['11010001', '11010099'],
  ['12010001', '12010099'],
];

/** The same under AIDs that look like nothing of ours. */
export const neutral: Renaming = [
  ['10010001', 'AA010099'],
  ['11010001', 'AA110099'],
  ['12010001', 'AA120099'],
];

/** The content of a card whose ordinance area holds another issuer's domain and application. */
export const othersContent = async (names: Renaming): Promise<CardImage['content']> => {
  const {image} = await play(scenarioCalled('applets/counter'));
  const text = names.reduce((all, [from, to]) => all.replaceAll(from, to), JSON.stringify(image.content));
  return JSON.parse(text);
};

/** A bench for a card of the user's own, changed before it comes into the reader. */
export const benchOfImage =
  (change: (image: CardImage) => CardImage) =>
  (options: CardBenchOptions): Promise<CardBench> =>
    openInProcessBench({...options, image: change(options.image)});
