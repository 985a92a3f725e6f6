/**
 * Where a card stands between the factory and its end, as the municipalities name it. The order is the code SET
 * STATUS carries: 01 to 06. Bench-defined, D73.
 */
export const lifeCycleStates = [
  'manufactured',
  'arrived',
  'prepared',
  'operational',
  'suspended',
  'terminated',
] as const;

export type LifeCycle = (typeof lifeCycleStates)[number];

/** What a clerk calls each state. */
export const lifeCycleNames: Readonly<Record<LifeCycle, {readonly en: string; readonly ja: string}>> = {
  manufactured: {en: 'manufactured', ja: '製造済'},
  arrived: {en: 'arrived at the municipality', ja: '到着'},
  prepared: {en: 'prepared for delivery', ja: '交付前設定済'},
  operational: {en: 'operational', ja: '運用中'},
  suspended: {en: 'suspended', ja: '一時停止'},
  terminated: {en: 'terminated', ja: '廃止'},
};

/** The code of a state in SET STATUS and GET STATUS. */
export const lifeCycleCode = (state: LifeCycle): number => lifeCycleStates.indexOf(state) + 1;

/** The state of a code; undefined for any other byte. */
export const lifeCycleOf = (code: number): LifeCycle | undefined => lifeCycleStates[code - 1];
