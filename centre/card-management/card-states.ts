import type {LifeCycle} from '../../protocol/index.ts';

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

/** The state it leads to; undefined where it does not begin in this one. */
export const stateAfter = (transition: Transition, state: LifeCycle): LifeCycle | undefined => {
  const {from, to} = transitions[transition];
  return (from as readonly LifeCycle[]).includes(state) ? to : undefined;
};
