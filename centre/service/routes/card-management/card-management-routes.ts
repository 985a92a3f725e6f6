import type {Route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {auditRoutes} from './audit.ts';
import {cardRoutes} from './cards.ts';
import {issuerRoutes} from './issuers.ts';
import {kindRoutes} from './kinds.ts';
import {operationRoutes} from './operations.ts';
import {operatorRoutes} from './operators.ts';
import {profileRoutes} from './profiles.ts';
import {serviceRoutes} from './services.ts';
import {settingRoutes} from './settings.ts';
import {transitionRoutes} from './transitions.ts';

/** カード管理システム: the registrar's routes and those of the issuers' operators. */
export const cardManagementRoutes = (parts: RouteParts): Route[] => [
  ...issuerRoutes(parts),
  ...settingRoutes(parts),
  ...operatorRoutes(parts),
  ...kindRoutes(parts),
  ...profileRoutes(parts),
  ...serviceRoutes(parts),
  ...cardRoutes(parts),
  ...transitionRoutes(parts),
  ...operationRoutes(parts),
  ...auditRoutes(parts),
];
