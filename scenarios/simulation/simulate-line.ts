import {CallQueue} from './call-queue.ts';
import {meanDurations, type StationDurations} from './durations.ts';
import {EventHeap} from './event-heap.ts';
import {bottlenecksFirst, type Line, operatorLoad, type Station} from './line.ts';
import {choosers, type Floor} from './policies.ts';
import type {WorkStep} from './step-table.ts';
import {idleTerminal, type Terminal} from './terminal.ts';

/** A step that was done: on which terminal, by which operator (−1: a wait), from when to when, ms. */
export type StepSeen = (terminal: Readonly<Terminal>) => void;

export interface SimulationOptions {
  /** What the steps take; by the table where left out. */
  readonly durations?: readonly StationDurations[];
  /** What operators expect; by the table where left out. */
  readonly expected?: readonly StationDurations[];
  /** When a wait for the card management system ends that begins at an instant and takes so long, ms. */
  readonly systemEnd?: (beginMs: number, ms: number) => number;
  /** The first instant, not before the given one, at which work on another card may begin, ms; never Infinity. */
  readonly beginsAt?: (atMs: number) => number;
  readonly onStep?: StepSeen;
}

export interface SimulatedRun {
  /** From the first touch to the end of the last card, ms. */
  readonly makespanMs: number;
  /** Operators' hands in all, ms. */
  readonly operatorBusyMs: number;
  /** Terminals that called and were not served yet, ms in all, by station. */
  readonly calledMs: readonly number[];
  /** Terminals at a step, touched or waiting for the machine, ms in all, by station. */
  readonly workedMs: readonly number[];
}

/**
 * Plays a line to its end by events. At every instant all steps that end are taken off first, and only then do
 * operators choose: chosen in between, a bottleneck that calls in the same instant would be overlooked.
 */
export const simulateLine = (line: Line, options: SimulationOptions = {}): SimulatedRun => {
  const run = new LineRun(line, options);
  run.begin();
  while (run.advance()) {
    run.dispatch();
  }
  return run.result();
};

class LineRun implements Floor {
  now = 0;
  readonly calling: readonly CallQueue[];
  readonly bottlenecksFirst: readonly number[];
  readonly operatorLoad: number;
  readonly longestGapMs: number;
  private readonly line: Line;
  private readonly durations: readonly StationDurations[];
  private readonly expected: readonly StationDurations[];
  private readonly options: SimulationOptions;
  private readonly terminals: readonly (readonly Terminal[])[];
  private readonly idle: Terminal[][];
  private readonly events = new EventHeap();
  private readonly free: number[];
  /** Cards that have passed each station. The next card of a station is the one its predecessor was done with. */
  private readonly done: Int32Array[];
  private readonly doneCount: number[];
  private readonly begunCount: number[];
  /** Ends when work may begin again; on no station, with no card. */
  private readonly opening = idleTerminal(-1, 0);
  private order = 0;
  private operatorBusyMs = 0;
  private readonly calledMs: number[];
  private readonly workedMs: number[];

  constructor(line: Line, options: SimulationOptions) {
    this.line = line;
    this.options = options;
    this.expected = options.expected ?? meanDurations(line);
    this.durations = options.durations ?? this.expected;
    this.calling = line.stations.map(() => new CallQueue());
    this.bottlenecksFirst = bottlenecksFirst(line.stations);
    this.operatorLoad = operatorLoad(line);
    this.longestGapMs = longestGapMs(line.stations[this.bottlenecksFirst[0] ?? 0]);
    this.terminals = line.stations.map(({terminals}, station) =>
      Array.from({length: Math.min(terminals, line.cards)}, (_, number) => idleTerminal(station, number)),
    );
    // Taken from the end: the lowest numbers work first.
    this.idle = this.terminals.map((all) => [...all].reverse());
    this.free = Array.from({length: line.operators}, (_, number) => line.operators - 1 - number);
    this.done = line.stations.slice(1).map(() => new Int32Array(line.cards));
    this.doneCount = line.stations.map(() => 0);
    this.begunCount = line.stations.map(() => 0);
    this.calledMs = line.stations.map(() => 0);
    this.workedMs = line.stations.map(() => 0);
  }

  get freeOperators(): number {
    return this.free.length;
  }

  touchMs(terminal: Terminal): number {
    return durationOf(this.expected, terminal);
  }

  backlog(station: number): number {
    const arrived = station === 0 ? this.line.cards : (this.doneCount[station - 1] ?? 0);
    return arrived - (this.begunCount[station] ?? 0);
  }

  nextCallAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const terminal of this.terminals[this.bottlenecksFirst[0] ?? 0] ?? []) {
      const {willCall, expectedAt, beganAt} = terminal;
      // An overdue wait may end any moment; one that is overdue by its own length, as in an outage, is not waited for.
      if (willCall && this.now < 2 * expectedAt - beganAt) {
        next = Math.min(next, Math.max(expectedAt, this.now));
      }
    }
    return next;
  }

  begin(): void {
    this.line.stations.forEach((_, station) => {
      this.fill(station);
    });
    this.dispatch();
  }

  /** Goes to the next instant at which a step ends, and takes all off that end then. False when nothing is left. */
  advance(): boolean {
    const first = this.events.first();
    if (first === undefined) {
      return false;
    }
    this.now = first.endsAt;
    for (let ended = this.events.first(); ended?.endsAt === this.now; ended = this.events.first()) {
      this.events.pop();
      if (ended === this.opening) {
        this.fill(0);
      } else {
        this.end(ended);
      }
    }
    return true;
  }

  dispatch(): void {
    const choose = choosers[this.line.policy];
    while (this.free.length > 0) {
      const terminal = choose(this);
      const operator = terminal ? this.free.pop() : undefined;
      if (terminal === undefined || operator === undefined) {
        return;
      }
      this.calling[terminal.station]?.remove(terminal);
      add(this.calledMs, terminal.station, this.now - terminal.beganAt);
      terminal.operator = operator;
      const ms = durationOf(this.durations, terminal);
      this.operatorBusyMs += ms;
      this.start(terminal, this.now + ms, this.now + ms);
    }
  }

  result(): SimulatedRun {
    const {now, operatorBusyMs, calledMs, workedMs} = this;
    return {makespanMs: now, operatorBusyMs, calledMs, workedMs};
  }

  private end(terminal: Terminal): void {
    this.options.onStep?.(terminal);
    if (terminal.operator >= 0) {
      this.free.push(terminal.operator);
      terminal.operator = -1;
    }
    terminal.willCall = false;
    terminal.step += 1;
    const {station} = terminal;
    if (terminal.step < (this.line.stations[station]?.steps.length ?? 0)) {
      this.enter(terminal);
      return;
    }
    const {card} = terminal;
    terminal.card = -1;
    this.idle[station]?.push(terminal);
    const tray = this.done[station];
    if (tray) {
      tray[this.doneCount[station] ?? 0] = card;
    }
    add(this.doneCount, station, 1);
    if (tray) {
      this.fill(station + 1);
    }
    this.fill(station);
  }

  /** Puts cards on terminals that have none, as far as there are any. */
  private fill(station: number): void {
    const idle = this.idle[station] ?? [];
    if (station === 0 && this.isClosed()) {
      return;
    }
    for (;;) {
      const next = this.begunCount[station] ?? 0;
      const terminal = this.backlog(station) > 0 ? idle.pop() : undefined;
      if (terminal === undefined) {
        return;
      }
      add(this.begunCount, station, 1);
      terminal.card = station === 0 ? next : (this.done[station - 1]?.[next] ?? 0);
      terminal.step = 0;
      this.enter(terminal);
    }
  }

  /** Whether no other card may be begun now; then it is seen to that this is looked at again in time. */
  private isClosed(): boolean {
    const opensAt = this.options.beginsAt?.(this.now) ?? this.now;
    if (opensAt > this.now && opensAt > this.opening.endsAt && this.backlog(0) > 0) {
      this.opening.endsAt = opensAt;
      this.events.push(this.opening);
    }
    return opensAt > this.now;
  }

  /** Enters the step a terminal has come to: a wait begins by itself, a touch calls for an operator. */
  private enter(terminal: Terminal): void {
    const {station, step} = terminal;
    const steps = this.line.stations[station]?.steps ?? [];
    const now = steps[step];
    if (now?.actor === 'operator') {
      terminal.beganAt = this.now;
      terminal.order = this.order;
      this.order += 1;
      this.calling[station]?.add(terminal);
      return;
    }
    const ms = durationOf(this.durations, terminal);
    const end = this.options.systemEnd;
    const endsAt = end && now?.cardManagement ? end(this.now, ms) : this.now + ms;
    terminal.willCall = callsAfter(steps, step);
    this.start(terminal, endsAt, this.now + durationOf(this.expected, terminal));
  }

  private start(terminal: Terminal, endsAt: number, expectedAt: number): void {
    terminal.beganAt = this.now;
    terminal.endsAt = endsAt;
    terminal.expectedAt = expectedAt;
    terminal.order = this.order;
    this.order += 1;
    add(this.workedMs, terminal.station, endsAt - this.now);
    this.events.push(terminal);
  }
}

const longestGapMs = (station: Station | undefined): number =>
  Math.max(
    0,
    ...(station?.steps ?? []).map(({actor, ms}, step, steps) =>
      actor === 'wait' && callsAfter(steps, step) ? ms : 0,
    ),
  );

/** Whether what follows a step, on the same card or the next, is a touch. */
const callsAfter = (steps: readonly WorkStep[], step: number): boolean =>
  (steps[step + 1] ?? steps[0])?.actor === 'operator';

const durationOf = (durations: readonly StationDurations[], {station, card, step}: Terminal): number => {
  const of = durations[station];
  return of?.ms[card * of.stride + step] ?? 0;
};

const add = (sums: number[], at: number, amount: number): void => {
  sums[at] = (sums[at] ?? 0) + amount;
};
