import {type LifeCycle, lifeCycleNames, type Sentence} from '../../protocol/index.ts';

/** What changes a card's state at the system; the way from one to the next is that of the card itself. */
export const transitions = {
  prepare: {title: {en: 'setting before delivery', ja: '交付前設定'}, from: ['arrived'], to: 'prepared'},
  deliver: {title: {en: 'delivery', ja: '交付'}, from: ['prepared'], to: 'operational'},
  suspend: {title: {en: 'suspension', ja: '一時停止'}, from: ['operational'], to: 'suspended'},
  release: {
    title: {en: 'end of the suspension', ja: '一時停止の解除'},
    from: ['suspended'],
    to: 'operational',
  },
  terminate: {
    title: {en: 'termination', ja: '廃止'},
    from: ['arrived', 'prepared', 'operational', 'suspended'],
    to: 'terminated',
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly title: {readonly en: string; readonly ja: string};
      readonly from: readonly LifeCycle[];
      readonly to: LifeCycle;
    }
  >
>;

export type Transition = keyof typeof transitions;

export const transitionNames = Object.keys(transitions) as Transition[];

/**
 * Which way a transition goes that was cut off before the chip had it: a card comes into use at a counter or not at
 * all, and out of use in any case. Bench-defined, C182.
 */
export const settlesTowards = (transition: Transition): 'whole' | 'absent' =>
  transition === 'suspend' || transition === 'terminate' ? 'whole' : 'absent';

/** Why something that is done to a card in some states is not done in this one: the end of the refusal `STATE`. */
export const otherState = (title: Sentence, states: readonly LifeCycle[], state: LifeCycle): Sentence => ({
  en: `${title.en} is for a card that is ${states.join(' or ')}, and this one is ${state}`,
  ja: `${title.ja}は${states.map((one) => lifeCycleNames[one].ja).join('・')}のカードの操作で、このカードは${lifeCycleNames[state].ja}です`,
});

/** The same of a transition. */
export const notFrom = (transition: Transition, state: LifeCycle): Sentence => {
  const {title, from} = transitions[transition];
  return otherState(title, from, state);
};

/** The state it leads to; undefined where it does not begin in this one. */
export const stateAfter = (transition: Transition, state: LifeCycle): LifeCycle | undefined => {
  const {from, to} = transitions[transition];
  return (from as readonly LifeCycle[]).includes(state) ? to : undefined;
};
