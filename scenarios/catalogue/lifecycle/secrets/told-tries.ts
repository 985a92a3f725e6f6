import {type HolderSecret, holderSecrets} from '../../../../terminal/index.ts';
import type {Invariant} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {heldSecret, keptSecret, secretsMeant} from './held-secrets.ts';

const told = new WeakMap<Stage['world'], Map<HolderSecret, number>>();

/** The tries that each secret can have at most, by the card's own last answer in this world. */
export const toldTries = ({world}: Pick<Stage, 'world'>): Map<HolderSecret, number> => {
  const found = told.get(world) ?? new Map<HolderSecret, number>();
  told.set(world, found);
  return found;
};

/** Taking the power away must not help who guesses. */
export const noTryGivenBack: Invariant = {
  id: 'no-try-given-back',
  title: {
    en: 'no secret has more tries than the card told last',
    ja: '残り回数はカードが最後に答えた回数を超えない',
  },
  async broken(stage) {
    const image = await stage.snapshot();
    for (const [secret, most] of toldTries(stage)) {
      const {triesLeft} = keptSecret(image, secret);
      if (triesLeft > most) {
        const {name} = holderSecrets[secret];
        return {
          en: `the ${name.en} has ${triesLeft} tries, and the card told ${most}`,
          ja: `${name.ja}の残りは ${triesLeft} 回ですが、カードの応答は ${most} 回でした`,
        };
      }
    }
    return undefined;
  },
};

/** Locking and unlocking leave the values as they are. */
export const valuesKept: Invariant = {
  id: 'values-kept',
  title: {en: 'every secret keeps its value', ja: '各暗証番号の値は変わらない'},
  async broken(stage) {
    const image = await stage.snapshot();
    const other = secretsMeant(stage).find(
      (secret) => keptSecret(image, secret).value !== heldSecret(stage, secret),
    );
    return (
      other && {
        en: `the ${holderSecrets[other].name.en} is another`,
        ja: `${holderSecrets[other].name.ja}の値が変わりました`,
      }
    );
  },
};
