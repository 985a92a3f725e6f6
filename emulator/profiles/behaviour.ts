import type {Sentence} from '../../protocol/index.ts';
import type {Evidence} from '../evidence.ts';
import {behaviours} from './behaviours.ts';

/** A point on which sources disagree or are silent, with everything a card may do about it. */
export interface BehaviourDefinition {
  readonly title: Sentence;
  /**
   * `when-personalised`: it is in the contents of a new card and nothing asks for it later; `while-running`: the card
   * looks it up when the moment comes.
   */
  readonly applies: 'when-personalised' | 'while-running';
  readonly options: Readonly<Record<string, BehaviourOption>>;
}

/** One thing a card may do, with how well it is known that one does. */
export interface BehaviourOption {
  readonly title: Sentence;
  readonly evidence: Evidence;
  /** Number in docs/deviations.md or docs/sources.md. */
  readonly reference: string;
}

export type BehaviourName = keyof typeof behaviours;
export type BehaviourValue<N extends BehaviourName> = keyof (typeof behaviours)[N]['options'] & string;

/** One option of every behaviour, by name: what a card profile chooses. */
export type CardBehaviour = {readonly [N in BehaviourName]: BehaviourValue<N>};

/** What was chosen of one behaviour, with its evidence, and what else could have been. */
export interface Behaviour<N extends BehaviourName = BehaviourName> extends BehaviourOption {
  readonly name: N;
  readonly value: BehaviourValue<N>;
  readonly applies: BehaviourDefinition['applies'];
  readonly alternatives: readonly (BehaviourOption & {readonly value: string})[];
}

export const behaviourNames = Object.keys(behaviours) as readonly BehaviourName[];

/** One behaviour's definition, its options by name. */
export const behaviourNamed = (name: BehaviourName): BehaviourDefinition => behaviours[name];

/** What a choice means: the option with its evidence, and its alternatives with theirs. */
export const behaviourOf = <N extends BehaviourName>(chosen: CardBehaviour, name: N): Behaviour<N> => {
  const {applies, options} = behaviourNamed(name);
  const value: BehaviourValue<N> = chosen[name];
  const option = options[value];
  if (!option) {
    throw new Error(`${name} has no option ${value}`);
  }
  const alternatives = Object.entries(options)
    .filter(([other]) => other !== value)
    .map(([other, said]) => ({value: other, ...said}));
  return {...option, name, value, applies, alternatives};
};

/** Wrong tries of 照合番号A or B in a row until it is blocked; each of the two counts for itself. */
export const verificationNumberTries = (chosen: CardBehaviour): number =>
  Number(chosen.verificationNumberTries);
