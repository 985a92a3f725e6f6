import type {RecordEvent, StepEvent, VerdictEvent} from '../../../protocol/index.ts';
import {endOf, type TimelineEntry, timeline} from '../timeline.ts';

export type Instant = Exclude<TimelineEntry, {readonly end: number}>;
type Timed = Extract<TimelineEntry, {readonly end: number}>;

/** The steps of one scenario up to its verdict: the record holds no event of its own for the whole. */
export interface ScenarioSpan {
  readonly type: 'scenario';
  readonly at: number;
  readonly end: number;
  readonly scenario: string;
  readonly verdict: VerdictEvent | undefined;
}

/** All that lies in no run and no scenario, as in the record of a program. */
export interface RecordSpan {
  readonly type: 'record';
  readonly at: number;
  readonly end: number;
}

export type SpanSubject = Timed | ScenarioSpan | RecordSpan;

export interface Span {
  readonly subject: SpanSubject;
  /** Without one it is the root of a trace of its own. */
  readonly parent: Span | undefined;
  /** What happened in it and has no duration. */
  readonly instants: Instant[];
}

/** A span may lie in one of a lower rank. */
const ranks = {record: 0, run: 1, scenario: 2, step: 3, centre: 4, exchange: 4} as const;

/** Every span of a record, a parent before its children; each lies in its parent, the shortest one that holds it. */
export const spanTree = (events: readonly RecordEvent[]): Span[] => {
  const entries = timeline(events, 'both');
  const first = entries[0];
  if (!first) {
    return [];
  }
  const end = entries.reduce((latest, entry) => Math.max(latest, endOf(entry)), 0);
  const record: Span = {subject: {type: 'record', at: first.at, end}, parent: undefined, instants: []};
  const subjects = [...scenarioSpans(events), ...entries.filter(isTimed)].sort(inOrderOfBeginning);
  const instants = entries.filter((entry): entry is Instant => !isTimed(entry));
  const spans: Span[] = [];
  let open: Span[] = [record];
  let placed = 0;
  const placeInstantsBefore = (at: number): void => {
    for (let one = instants[placed]; one && one.at < at; one = instants[placed]) {
      shortestAround(open, one, isFrame)?.instants.push(one);
      placed += 1;
    }
  };
  for (const subject of subjects) {
    placeInstantsBefore(subject.at);
    open = open.filter((span) => span.subject.end >= subject.at);
    const parent = shortestAround(open, subject, (outer) => mayHold(outer, subject));
    const span: Span = {subject, parent, instants: []};
    spans.push(span);
    open.push(span);
  }
  placeInstantsBefore(Number.POSITIVE_INFINITY);
  const used = record.instants.length > 0 || spans.some(({parent}) => parent === record);
  return used ? [record, ...spans] : spans;
};

/** Steps come in the order in which they ended, and the verdict on their scenario behind them. */
const scenarioSpans = (events: readonly RecordEvent[]): ScenarioSpan[] => {
  const found: ScenarioSpan[] = [];
  const open = new Map<string, StepEvent[]>();
  const close = (scenario: string, verdict?: VerdictEvent): void => {
    const steps = open.get(scenario) ?? [];
    const [step] = steps;
    if (step) {
      const at = steps.reduce((earliest, one) => Math.min(earliest, one.at), step.at);
      const end = steps.reduce((latest, one) => Math.max(latest, one.end), verdict?.at ?? step.end);
      found.push({type: 'scenario', at, end, scenario, verdict});
    }
    open.delete(scenario);
  };
  for (const event of events) {
    if (event.type === 'step') {
      open.set(event.scenario, [...(open.get(event.scenario) ?? []), event]);
    } else if (event.type === 'verdict') {
      close(event.subject, event);
    }
  }
  for (const scenario of [...open.keys()]) {
    close(scenario);
  }
  return found;
};

const isTimed = (entry: TimelineEntry): entry is Timed => 'end' in entry;

const inOrderOfBeginning = (a: SpanSubject, b: SpanSubject): number =>
  a.at - b.at || b.end - a.end || ranks[a.type] - ranks[b.type] || half(a) - half(b);

/** Of the two halves of one exchange, 0 for the one that holds the other. */
const half = (subject: SpanSubject): 0 | 1 =>
  (subject.type === 'exchange' && subject.side === 'card') ||
  (subject.type === 'centre' && subject.side === 'centre')
    ? 1
    : 0;

const shortestAround = (
  open: readonly Span[],
  inner: {readonly at: number; readonly end?: number},
  fits: (outer: SpanSubject) => boolean,
): Span | undefined => {
  const length = ({subject}: Span): number => subject.end - subject.at;
  return open
    .filter(({subject}) => subject.at <= inner.at && endOf(inner) <= subject.end && fits(subject))
    .reduce<Span | undefined>(
      (best, span) => (best === undefined || length(span) <= length(best) ? span : best),
      undefined,
    );
};

const isFrame = ({type}: SpanSubject): boolean => ranks[type] < ranks.centre;

const mayHold = (outer: SpanSubject, inner: SpanSubject): boolean => {
  if (outer.type === 'record') {
    return ranks[inner.type] > ranks.scenario;
  }
  if (outer.type === 'exchange' || outer.type === 'centre') {
    const sameCard = outer.type !== 'exchange' || inner.type !== 'exchange' || outer.card === inner.card;
    return outer.type === inner.type && half(outer) < half(inner) && sameCard && isHolder(outer);
  }
  return ranks[outer.type] < ranks[inner.type];
};

/** A centre’s event that does not say who saw it holds nothing. */
const isHolder = (outer: SpanSubject): boolean => outer.type !== 'centre' || outer.side === 'client';
