import {type DisturbanceName, disturbances} from '../../engine/disturbance.ts';
import type {Expectation, Phase, Variant} from '../../engine/scenario.ts';
import {endOfCut} from '../end-of-cut.ts';
import {type FailureRow, row} from './row.ts';
import {asUsual, type Traits} from './traits.ts';

/** What may go wrong at every step at the card, and at every question to the centre. */
export const disturbanceRows: readonly FailureRow[] = [
  row('card-removed', 'card removed at a step', 'カードの抜き取り(各ステップ)', (traits) => [
    ...atEachPhase(traits, 'card-removed'),
    ...atEachPhase(traits, 'answer-lost'),
  ]),
  row('reader-unplugged', 'reader unplugged at a step', 'リーダーの取り外し(各ステップ)', (traits) =>
    atEachPhase(traits, 'reader-unplugged'),
  ),
  row('line-cut', 'line to the centre cut', 'センターとの回線断', (traits) => [
    ...atEachPhase(traits, 'question-lost'),
    ...atEachPhase(traits, 'reply-lost'),
  ]),
  row('duplicate-request', 'duplicate request', '要求の重複', (traits) =>
    atEachPhase(traits, 'question-twice', ({id}) => traits.askedTwice?.[id] !== false),
  ),
];

const atEachPhase = (
  traits: Traits,
  what: DisturbanceName,
  applies: (phase: Phase) => boolean = () => true,
): readonly Variant[] =>
  traits.phases
    .filter(({id, actor}) => actor === disturbances[what].actor && !traits.undisturbed?.includes(id))
    .filter(applies)
    .map((phase) => disturbedVariant(traits, phase, what));

const disturbedVariant = (traits: Traits, phase: Phase, what: DisturbanceName): Variant => {
  const {title} = disturbances[what];
  return {
    id: `${what}-at-${phase.id}`,
    title: {
      en: `${title.en}, in “${phase.title.en}”`,
      ja: `「${phase.title.ja}」で${title.ja}`,
    },
    setting: {disturbance: {what, phase: phase.id}},
    expected: endOf(traits, phase, what),
  };
};

/** With a recovery a cut ends `recovered`; without one, where it was cut, having changed only what the scenario may. */
const endOf = (traits: Traits, phase: Phase, what: DisturbanceName): Expectation => {
  const {recovery, changes = [], changesWhereCut = [], askedTwice} = traits;
  if (what === 'question-twice') {
    return askedTwice?.[phase.id] || asUsual(traits);
  }
  // Where it is cut and not recovered from, more may have changed.
  return endOfCut(what, recovery, recovery ? changes : [...changes, ...changesWhereCut]);
};
