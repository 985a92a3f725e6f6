import type {StageWith} from '../../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';

export const reissueParameters = {
  trigger: {
    type: 'choice',
    title: {en: 'why the card ends', ja: 'カード廃止の事由'},
    choices: ['lost', 'return', 'death'],
    default: 'lost',
  },
  policeNumber: {
    type: 'text',
    title: {
      en: 'number of the report to the police; for a lost card',
      ja: '警察への届出の受理番号(紛失の場合)',
    },
    default: 'R8-000123',
    maxLength: 40,
  },
  linked: {
    type: 'boolean',
    title: {en: 'the service enrols its user again by itself', ja: 'サービスが利用者を再登録する'},
    default: true,
  },
} as const satisfies ParameterTable;

export type ReissueStage = StageWith<typeof reissueParameters>;
export type Trigger = ReissueStage['parameters']['trigger'];
