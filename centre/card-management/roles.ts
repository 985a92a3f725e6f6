import type {Sentence} from '../../protocol/index.ts';

/** What an operator (操作者) is there for. Names and division are ours. Bench-defined, C113. */
export const roleNames = ['administrator', 'card-officer', 'installer', 'service-desk', 'auditor'] as const;

export type Role = (typeof roleNames)[number];

export const roles: Readonly<Record<Role, Sentence>> = {
  administrator: {en: 'administrator', ja: '管理者'},
  'card-officer': {en: 'card officer', ja: 'カード担当'},
  installer: {en: 'installer', ja: '搭載担当'},
  'service-desk': {en: 'service desk', ja: '窓口担当'},
  auditor: {en: 'auditor', ja: '監査担当'},
};

/** Everything that an operator can ask for, and whose work it is. */
export const operatorOperations = {
  'operators/read': ['administrator', 'auditor'],
  'operators/change': ['administrator'],
  'services/read': roleNames,
  'services/change': ['administrator'],
  'kinds/read': roleNames,
  'kinds/change': ['administrator'],
  'profiles/read': roleNames,
  'profiles/change': ['administrator'],
  'cards/read': ['administrator', 'card-officer', 'installer', 'service-desk'],
  'cards/register': ['card-officer'],
  'cards/state': ['card-officer'],
  'cards/move-out': ['card-officer'],
  'transitions/begin': ['card-officer'],
  'transitions/commit': ['card-officer'],
  'transitions/reconcile': ['card-officer'],
  'transitions/read': ['card-officer', 'auditor'],
  'operations/move-in': ['card-officer'],
  'operations/install': ['installer'],
  'operations/delete': ['installer'],
  'operations/stop': ['installer', 'service-desk'],
  'operations/resume': ['installer', 'service-desk'],
  'operations/read': ['card-officer', 'installer', 'service-desk', 'auditor'],
  'operations/read-back': ['installer'],
  'operations/commit': ['card-officer', 'installer', 'service-desk'],
  'operations/reconcile': ['card-officer', 'installer', 'service-desk'],
  use: ['installer', 'service-desk'],
  'audit/read': ['auditor'],
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type OperatorOperation = keyof typeof operatorOperations;

export const mayPerform = (role: Role, operation: OperatorOperation): boolean =>
  (operatorOperations[operation] as readonly Role[]).includes(role);
