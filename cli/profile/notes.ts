import type {Clock, Sentence} from '../../protocol/index.ts';
import type {Budget} from '../../scenarios/budgets/budget.ts';
import {aboutCentreAlone, centreTakesNone, countedPhases} from '../../scenarios/budgets/counted-phases.ts';
import {nothingToJudge} from '../../scenarios/budgets/judge-budget.ts';
import {noModelledTime, virtualTime} from '../../scenarios/engine/run-scenario.ts';
import type {Profile} from '../../scenarios/profile/profile.ts';
import type {ChosenTiming} from '../timing/timing-option.ts';
import type {Subject} from './subject.ts';

/** What a profile was made with. */
export interface ProfileCircumstances {
  readonly timing: ChosenTiming;
  readonly clock: Clock;
  readonly subject: Subject;
  readonly budgets: readonly Budget[];
}

/** What a reader of a profile should know besides its figures. */
export const notesOn = (
  made: Profile,
  {timing: {timing}, clock, subject, budgets}: ProfileCircumstances,
): readonly Sentence[] => [
  ...(timing.name === 'instant' ? [noModelledTime] : []),
  ...(clock.kind === 'virtual' ? [virtualTime] : []),
  ...(subject.kind === 'program' ? [stackEstimated] : []),
  ...unjudged(made),
  ...(clock.kind === 'virtual' ? ofTheCentre(made, budgets) : []),
];

const stackEstimated: Sentence = {
  en: 'Of a program only the card’s side is seen: the reader stack is estimated from the link floor of this run, and taken off the host.',
  ja: 'プログラムについてはカード側だけを観測しています。リーダーの時間はこの実行で測った通信の下限から推定し、ホストの時間から差し引いています。',
};

/** Budgets on what no passing run came to. */
const unjudged = ({budgets, passed}: Profile): readonly Sentence[] =>
  passed > 0 ? budgets.filter(({runs}) => runs === 0).map(nothingToJudge) : [];

/** Budgets on what the centre alone does, where that takes no time. */
const ofTheCentre = ({phases}: Profile, budgets: readonly Budget[]): readonly Sentence[] =>
  budgets.filter((budget) => aboutCentreAlone(budget, countedPhases(budget, phases))).map(centreTakesNone);
