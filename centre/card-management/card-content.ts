import type {AreaName} from './areas.ts';
import type {CardObject, CardStep} from './plan.ts';
import {refusal, shown} from './refusals.ts';
import type {OperationRow} from './rows.ts';

/** What stands in an area, as GET STATUS tells it. AIDs: upper-case hex. */
export interface CardContent {
  readonly area: AreaName;
  readonly object: CardObject;
  readonly aid: string;
  /** Whether its data is there, of a domain its keys, and whether it is locked. Of an instance always told. */
  readonly state?: InstanceState | undefined;
}

/** What a card shows, and which card it is. */
export interface CardReading {
  readonly cardId: string;
  /** GET STATUS of both areas. */
  readonly content: readonly CardContent[];
}

export const instanceStates = ['installed', 'personalised', 'locked'] as const;

export type InstanceState = (typeof instanceStates)[number];

/** An application that told the right id when it was read back, or none: C220. */
export interface ReadBack {
  readonly aid: string;
  readonly told: 'same' | 'nothing';
}

/** As far as an operation has come, by what the system knows. */
export type Progress = Pick<OperationRow, 'steps' | 'readBack'>;

interface Shown {
  /** The object of the step. */
  readonly there: CardContent | undefined;
  readonly content: readonly CardContent[];
  readonly readBack: readonly ReadBack[];
}

type Fulfilled = (step: CardStep, shown: Shown) => boolean;

const hasData: Fulfilled = (_, {there}) => there !== undefined && there.state !== 'installed';

/** When a step has been done. */
const fulfilled: Readonly<Record<CardStep['do'], Fulfilled>> = {
  'create-domain': hasData,
  load: (_, {there}) => there !== undefined,
  install: (_, {there}) => there !== undefined,
  personalise: hasData,
  // No card shows it, and a card that shows an application may have the id of somebody else in it.
  'read-back': (step, shown) =>
    'aid' in step && hasData(step, shown) && shown.readBack.some(({aid}) => aid === step.aid),
  lock: (_, {there}) => there?.state === 'locked',
  unlock: (_, {there}) => there !== undefined && there.state !== 'locked',
  delete: (_, {there}) => there === undefined,
  empty: ({area}, {content}) => content.every((one) => one.area !== area),
};

const found = (step: CardStep, content: readonly CardContent[]): CardContent | undefined =>
  'aid' in step ? content.find(({area, aid}) => area === step.area && aid === step.aid) : undefined;

/** The steps that are still to be done, in order. */
export const remainingSteps = (
  {steps, readBack = []}: Progress,
  content: readonly CardContent[],
): CardStep[] =>
  steps.filter((step) => !fulfilled[step.do](step, {there: found(step, content), content, readBack}));

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

/**
 * Which way an operation that was cut off goes: an installation is taken back, everything else is completed; what was
 * decided stays. Bench-defined, C119, C221.
 */
export const settlingSteps = (
  {kind, steps, readBack = [], towards}: Pick<OperationRow, 'kind' | 'steps' | 'readBack' | 'towards'>,
  content: readonly CardContent[],
): {readonly towards: 'whole' | 'absent'; readonly steps: CardStep[]} => {
  const remaining = remainingSteps({steps, readBack}, content);
  return towards !== 'absent' && (remaining.length === 0 || kind !== 'install')
    ? {towards: 'whole', steps: remaining}
    : {towards: 'absent', steps: undoingSteps(steps, content)};
};

/** Whether an application that was read back is there no more: what stands in its place would be taken for it. */
export const lostSince = ({steps, readBack = []}: Progress, content: readonly CardContent[]): boolean =>
  steps.some(
    (step) =>
      step.do === 'personalise' &&
      readBack.some(({aid}) => aid === step.aid) &&
      !hasData(step, {there: found(step, content), content, readBack}),
  );

/** What another card shows says nothing about this one. Bench-defined, C222. Error: `-WRONG-CARD`. */
export const refuseOtherCard = (
  {cardId}: Pick<OperationRow, 'cardId'>,
  reading: Pick<CardReading, 'cardId'>,
): void => {
  if (reading.cardId !== cardId) {
    throw refusal('WRONG-CARD', shown(reading.cardId));
  }
};
