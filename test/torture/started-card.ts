import {type Card, type CardImage, cardFromImage, type Environment} from '../../emulator/index.ts';
import {type KeyPair, realClock} from '../../protocol/index.ts';
import {cardWithRows} from '../support/changed-rows.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {testRsa} from '../support/test-card.ts';
import {torturedPrograms} from './tortured-applets.ts';

/** Cards that were checked once, by the text of their image: reading all keys takes most of the time of a start. */
const checked = new Map<string, Card>();

/** The card of an image in an environment, not powered. Throws as `cardFromImage` does, the first time. */
export const startedCard = (image: CardImage, environment: Environment): Card => {
  const text = textOf(image);
  const known =
    checked.get(text) ??
    cardFromImage(image, 'instant', tortureEnvironment({write: () => undefined}), torturedPrograms);
  checked.set(text, known);
  return cardWithRows(known, environment, (row) => row);
};

/** The same challenges in every run, so that two runs write the same. */
export const tortureEnvironment = (
  store: Environment['store'],
  newKeys: readonly KeyPair[] = [],
): Environment => {
  const keys = [...newKeys];
  const random = seededKeys('torture');
  const rsaKeyPair = async (bits: number): Promise<KeyPair> => keys.shift() ?? random.rsaKeyPair(bits);
  return {clock: realClock(), random: {...random, rsaKeyPair}, store, rsa: testRsa};
};

export const textOf = (image: CardImage): string => JSON.stringify(image);
