import {type Place, usualProfile} from '../../../centre/index.ts';
import type {StageWith} from '../../parameters/define-scenario.ts';
import type {ParameterTable} from '../../parameters/parameter.ts';
import {secondsParameter, systemSeconds, touch} from './operator-seconds.ts';

/** What is put on a card beforehand. [S8] The second and third are ours. Bench-defined, D253 */
export const profiles: Readonly<Record<'usual' | 'common-only' | 'extended-only', readonly Place[]>> = {
  usual: usualProfile.applications,
  'common-only': usualProfile.applications.filter(({kind}) => kind === 'common'),
  'extended-only': usualProfile.applications.filter(({area}) => area === 'extended'),
};

/** `linkWaitSeconds`: Bench-defined, T67. `duplicates`: Bench-defined, D311. */
export const installParameters = {
  placeSeconds: touch('preInstall', 0),
  goOnSeconds: touch('preInstall', 1),
  confirmSeconds: touch('preInstall', 2),
  returnSeconds: touch('preInstall', 3),
  systemSeconds,
  profile: {
    type: 'choice',
    title: {en: 'the applications that are installed', ja: '事前搭載するアプリ'},
    choices: ['usual', 'common-only', 'extended-only'],
    default: 'usual',
  },
  duplicates: {
    type: 'choice',
    title: {en: 'an application that is there already', ja: '搭載済みのアプリの扱い'},
    choices: ['refuse', 'skip', 'replace'],
    default: 'refuse',
  },
  linkage: {
    type: 'choice',
    title: {en: 'the register the holder is looked up in', ja: '利用者情報の連携先'},
    choices: ['off', 'existing-register', 'register-network'],
    default: 'off',
  },
  linkWaitSeconds: secondsParameter(
    {en: 'until a register that does not answer is given up', ja: '連携先の応答を待つ時間'},
    10,
  ),
  userId: {
    type: 'text',
    title: {en: 'the id of the user in the town’s services', ja: '市区町村サービスの利用者ID'},
    default: 'X-000001',
    minLength: 1,
    maxLength: 16,
    pattern: '^[A-Za-z0-9._-]+$',
  },
} as const satisfies ParameterTable;

export type InstallStage = StageWith<typeof installParameters>;
