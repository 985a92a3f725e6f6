import type {StageWith} from '../../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';
import {recordChanges, signatureChanges} from '../record/record-phases.ts';
import type {MoveDays} from './move-plan.ts';

const days = (en: string, ja: string, usual: number) =>
  ({type: 'number', title: {en, ja}, default: usual, min: 0, max: 100, whole: true, unit: 'days'}) as const;

export const moveParameters = {
  noticeDays: days('from moving to 転入届', '転居から転入届まで', 5),
  plannedDays: days('from the day that 転出届 named to 転入届', '転出予定日から転入届まで', 5),
  continuationDays: days('from 転入届 to 継続利用', '転入届から継続利用まで', 0),
  newApplications: {
    type: 'boolean',
    title: {en: 'town Y installs its own applications', ja: '転入先のアプリを搭載する'},
    default: false,
  },
} as const satisfies ParameterTable;

export type MoveStage = StageWith<typeof moveParameters>;

/** What its user has chosen. */
export const moveOf = ({
  parameters: {noticeDays, plannedDays, continuationDays, newApplications},
}: Pick<MoveStage, 'parameters'>): MoveDays & {readonly newApplications: boolean} => ({
  notice: noticeDays,
  planned: plannedDays,
  continuation: continuationDays,
  newApplications,
});

/**
 * What a move changes: of the areas, what lies in the one for ordinances (area number 01 in the AIDs), and how many
 * sessions either domain has had.
 */
export const moveChanges = [
  ...recordChanges,
  ...signatureChanges,
  'card/content/domains/F04B415A4153550101/sequenceCounter',
  'card/content/domains/F04B415A4153550102/sequenceCounter',
  'card/content/domains/F04B415A4153551001*',
  'card/content/instances/F04B415A4153551001*',
  'card/content/instances/F04B415A4153551201*',
  'card/content/loadFiles/F04B415A4153551101*',
  'centre/applications/*/F04B415A4153551201*',
  'centre/cards/*/residence',
  'centre/operations/town-y/*',
] as const;
