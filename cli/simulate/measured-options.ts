import type {ArrangementChoice} from './arrangement-options.ts';

/** Options by which the steps come from runs of the scenarios themselves. */
export const measuredOptions = {
  measured: {
    type: 'boolean',
    default: false,
    describe:
      'Run the setting and both pre-installs now, on a virtual clock, and take their steps; not with --steps',
  },
  timing: {
    type: 'string',
    default: 'contactless-106',
    describe: 'Timing profile of the card in those runs',
  },
} as const;

export interface MeasuredChoice extends Pick<ArrangementChoice, 'steps' | 'setting-hands'> {
  measured: boolean;
  timing: string;
}
