import type {LifeCycle, Sentence} from '../../protocol/index.ts';
import type {AreaName} from './areas.ts';
import {otherState} from './card-states.ts';
import type {IssuerType} from './issuer-types.ts';
import type {RefusalName} from './refusals.ts';

/** What is done with an application. */
export const applicationActions = ['install', 'delete', 'stop', 'resume', 'use'] as const;

export type ApplicationAction = (typeof applicationActions)[number];

export interface PermissionQuestion {
  readonly action: ApplicationAction;
  readonly area: AreaName;
  readonly issuer: {
    readonly type: IssuerType;
    readonly municipalityCode?: string;
    /** 番号法18条1号: id of the ordinance. */
    readonly ordinance?: string;
    /** 番号法18条2号: id of the permission for the extended area. */
    readonly permission?: string;
  };
  readonly card: {
    readonly state: LifeCycle;
    /** Code of the municipality. */
    readonly residence: string;
    readonly movingOut: boolean;
  };
  /** Whether 新カードAP搭載システム, the extension for any card, is on. */
  readonly anyCard: boolean;
}

/** States of the card in which each is done (カード運用状態による利用制限). Bench-defined, C112. */
const statesFor: Readonly<Record<ApplicationAction, readonly LifeCycle[]>> = {
  install: ['prepared', 'operational'],
  delete: ['prepared', 'operational'],
  stop: ['prepared', 'operational'],
  resume: ['operational'],
  use: ['operational'],
};

const actionTitles: Readonly<Record<ApplicationAction, Sentence>> = {
  install: {en: 'installing an application', ja: 'アプリケーションの搭載'},
  delete: {en: 'deleting an application', ja: 'アプリケーションの削除'},
  stop: {en: 'stopping an application', ja: 'アプリケーションの停止'},
  resume: {en: 'resuming an application', ja: 'アプリケーションの再開'},
  use: {en: 'using an application', ja: 'アプリケーションの利用'},
};

/** Why an action is not allowed in this state of the card: the end of the refusal `STATE`. */
export const notInState = (action: ApplicationAction, state: LifeCycle): Sentence =>
  otherState(actionTitles[action], statesFor[action], state);

interface Condition {
  readonly otherwise: RefusalName;
  readonly actions: readonly ApplicationAction[];
  readonly holds: (question: PermissionQuestion) => boolean;
}

const beginning = ['install', 'resume', 'use'] as const;

const resident = ({issuer, card}: PermissionQuestion): boolean =>
  issuer.type === 'municipality' && issuer.municipalityCode === card.residence;

/** Who may do it in each area, checked in this order; what ends a use, deleting and stopping, is always allowed. [S8], C110 */
const conditions: Readonly<Record<AreaName, readonly Condition[]>> = {
  ordinance: [
    {
      otherwise: 'AREA-ISSUER',
      actions: beginning,
      holds: ({issuer}) => issuer.type === 'municipality',
    },
    {otherwise: 'AREA-RESIDENCE', actions: beginning, holds: resident},
    {otherwise: 'ORDINANCE', actions: beginning, holds: ({issuer}) => issuer.ordinance !== undefined},
    {otherwise: 'MOVING', actions: beginning, holds: ({card}) => !card.movingOut},
  ],
  extended: [
    {otherwise: 'PERMISSION', actions: beginning, holds: ({issuer}) => issuer.permission !== undefined},
    {
      otherwise: 'ANY-CARD',
      actions: ['install'],
      holds: (question) => question.anyCard || resident(question),
    },
  ],
};

/** Why it is not allowed; undefined where it is. */
export const permissionRefusal = (question: PermissionQuestion): RefusalName | undefined => {
  const {action, area, card} = question;
  if (!statesFor[action].includes(card.state)) {
    return 'STATE';
  }
  return conditions[area].find(({actions, holds}) => actions.includes(action) && !holds(question))?.otherwise;
};
