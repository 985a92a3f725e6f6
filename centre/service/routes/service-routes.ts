import type {Clock, Random} from '../../../protocol/index.ts';
import type {CardManagement} from '../../card-management/card-management.ts';
import type {Centre} from '../../centre.ts';
import type {MisbehaviourRules} from '../../misbehaviour/rules.ts';
import {openStatusService, type StatusService} from '../../status/status-service.ts';
import type {CentreStore} from '../../store/centre-store.ts';
import type {RelyingPartyDesk} from '../relying-party-desk.ts';
import type {Route} from '../route.ts';
import {authorityRoutes} from './authorities.ts';
import {cardManagementRoutes} from './card-management/card-management-routes.ts';
import {certificateStatusRoutes} from './certificate-status.ts';
import {certificateRoutes} from './certificates.ts';
import {healthRoutes} from './health.ts';
import {historyRoutes} from './history.ts';
import {listRoutes} from './lists.ts';
import {loginRoutes} from './login.ts';
import {ocspRoutes} from './ocsp.ts';
import {relyingPartyRoutes} from './relying-parties.ts';
import {revocationRoutes} from './revocations.ts';
import {ruleRoutes} from './rules.ts';
import {verificationRoutes} from './verifications.ts';

export interface RouteParts {
  readonly centre: Centre;
  readonly status: StatusService;
  readonly store: CentreStore;
  readonly relyingParties: RelyingPartyDesk;
  readonly cardManagement: CardManagement;
  readonly clock: Clock;
  readonly random: Random;
  readonly rules: MisbehaviourRules;
  /** The OpenAPI document. */
  readonly document: () => unknown;
}

/** Every route of the service. */
export const serviceRoutes = (given: Omit<RouteParts, 'status'>): Route[] => {
  const {centre, random, clock} = given;
  if (!centre.status) {
    throw new Error('the centre behind a service keeps states');
  }
  const {states} = centre.status;
  // A centre's own source of status may misbehave; the service's rules decide that here.
  const status = openStatusService({
    authorities: centre.authorities,
    random: random.fork('status'),
    clock,
    states,
  });
  const parts = {...given, status};
  return [
    ...healthRoutes(parts),
    ...authorityRoutes(parts),
    ...ocspRoutes(parts),
    ...listRoutes(parts),
    ...loginRoutes(parts),
    ...verificationRoutes(parts),
    ...certificateStatusRoutes(parts),
    ...certificateRoutes(parts),
    ...revocationRoutes(parts),
    ...relyingPartyRoutes(parts),
    ...ruleRoutes(parts),
    ...historyRoutes(parts),
    ...cardManagementRoutes(parts),
  ];
};
