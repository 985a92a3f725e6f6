import type {Policy} from './policies.ts';
import {type Job, jobMs, operatorMs, type StepTable, type WorkStep} from './step-table.ts';

/** What a terminal of a line is for. */
export type StationKind = 'setting' | 'pre-install' | 'combined';

/** The jobs of which a terminal's work is made. */
export type Part = 'setting' | 'pre-install';

/** Terminals of one kind. A card stays on its terminal from the first step to the last. */
export interface Station {
  readonly kind: StationKind;
  readonly terminals: number;
  readonly parts: readonly {readonly part: Part; readonly steps: readonly WorkStep[]}[];
  /** The steps of all parts. */
  readonly steps: readonly WorkStep[];
}

/** Who works on what: stations in the order in which a card passes them, with a tray without bounds between. */
export interface Line {
  readonly stations: readonly Station[];
  readonly operators: number;
  readonly cards: number;
  readonly policy: Policy;
}

/**
 * How terminals divide the work. `pipelined`: some for the setting, others for the pre-install; `combined`: every
 * terminal does both. `setting-only` is the line without pre-install.
 */
export const layouts = ['setting-only', 'combined', 'pipelined'] as const;
export type Layout = (typeof layouts)[number];

export interface Arrangement {
  readonly layout: Layout;
  /** Terminals for the setting, and those added for the pre-install; in a combined layout they are all alike. */
  readonly terminals: {readonly setting: number; readonly preInstall: number};
  readonly linked: boolean;
  readonly operators: number;
  readonly cards: number;
  readonly policy: Policy;
}

/** The line of an arrangement, with the steps of a table. */
export const lineOf = (arrangement: Arrangement, table: StepTable): Line => {
  const {operators, cards, policy} = arrangement;
  return {stations: stationsOf(arrangement, table), operators, cards, policy};
};

const stationsOf = ({layout, terminals, linked}: Arrangement, table: StepTable): readonly Station[] => {
  const setting = {part: 'setting', steps: table.setting.steps} as const;
  const added = {part: 'pre-install', steps: addedJob(table, linked).steps} as const;
  switch (layout) {
    case 'setting-only':
      return [station('setting', terminals.setting, [setting])];
    case 'combined':
      return [station('combined', terminals.setting + terminals.preInstall, [setting, added])];
    case 'pipelined':
      return [
        station('setting', terminals.setting, [setting]),
        station('pre-install', terminals.preInstall, [added]),
      ];
  }
};

/** What pre-install adds. */
export const addedJob = (table: StepTable, linked: boolean): Job =>
  linked ? table.preInstallLinked : table.preInstall;

const station = (kind: StationKind, terminals: number, parts: Station['parts']): Station => ({
  kind,
  terminals,
  parts,
  steps: parts.flatMap(({steps}) => steps),
});

/** Stations by how long one card keeps them busy, the tightest first; of equal ones the earlier. */
export const bottlenecksFirst = (stations: readonly Station[]): readonly number[] =>
  stations
    .map(({steps, terminals}, station) => ({station, load: jobMs({steps}) / terminals}))
    .sort((a, b) => b.load - a.load || a.station - b.station)
    .map(({station}) => station);

/** Operators' work on one card over the tightest station's, each shared among as many as there are. */
export const operatorLoad = ({stations, operators}: Pick<Line, 'stations' | 'operators'>): number => {
  const hands = stations.reduce((sum, {steps}) => sum + operatorMs({steps}), 0) / operators;
  const terminals = Math.max(...stations.map(({steps, terminals}) => jobMs({steps}) / terminals));
  return terminals === 0 ? 0 : hands / terminals;
};
