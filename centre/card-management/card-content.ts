import type {AreaName} from './areas.ts';
import type {CardObject, CardStep, OperationKind} from './plan.ts';

/** What stands in an area, as GET STATUS tells it. AIDs: upper-case hex. */
export interface CardContent {
  readonly area: AreaName;
  readonly object: CardObject;
  readonly aid: string;
  /** Whether its data is there, of a domain its keys, and whether it is locked. Of an instance always told. */
  readonly state?: InstanceState | undefined;
}

export const instanceStates = ['installed', 'personalised', 'locked'] as const;

export type InstanceState = (typeof instanceStates)[number];

type Fulfilled = (step: CardStep, there: CardContent | undefined, content: readonly CardContent[]) => boolean;

/** When a step has been done. */
const fulfilled: Readonly<Record<CardStep['do'], Fulfilled>> = {
  'create-domain': (_, there) => there !== undefined && there.state !== 'installed',
  load: (_, there) => there !== undefined,
  install: (_, there) => there !== undefined,
  personalise: (_, there) => there !== undefined && there.state !== 'installed',
  lock: (_, there) => there?.state === 'locked',
  unlock: (_, there) => there !== undefined && there.state !== 'locked',
  delete: (_, there) => there === undefined,
  empty: ({area}, _, content) => content.every((one) => one.area !== area),
};

const found = (step: CardStep, content: readonly CardContent[]): CardContent | undefined =>
  'aid' in step ? content.find(({area, aid}) => area === step.area && aid === step.aid) : undefined;

/** The steps that are still to be done, in order. */
export const remainingSteps = (steps: readonly CardStep[], content: readonly CardContent[]): CardStep[] =>
  steps.filter((step) => !fulfilled[step.do](step, found(step, content), content));

const created: Readonly<Partial<Record<CardStep['do'], CardObject>>> = {
  'create-domain': 'domain',
  load: 'load-file',
  install: 'instance',
};

/** What takes away everything that the steps brought to the card, in order; steps that bring nothing leave nothing. */
export const undoingSteps = (steps: readonly CardStep[], content: readonly CardContent[]): CardStep[] =>
  steps
    .flatMap((step): CardStep[] => {
      const object = created[step.do];
      return object && 'aid' in step && found(step, content)
        ? [{do: 'delete', area: step.area, aid: step.aid, object}]
        : [];
    })
    .reverse();

/** Which way an operation that was cut off goes: an installation is taken back, everything else is completed. Bench-defined, C119. */
export const settlingSteps = (
  kind: OperationKind,
  steps: readonly CardStep[],
  content: readonly CardContent[],
): {readonly towards: 'whole' | 'absent'; readonly steps: CardStep[]} => {
  const remaining = remainingSteps(steps, content);
  return remaining.length === 0 || kind !== 'install'
    ? {towards: 'whole', steps: remaining}
    : {towards: 'absent', steps: undoingSteps(steps, content)};
};
