import {certificateLinkage} from '../../links/certificate-linkage.ts';
import {openRenewal} from '../../renewal/renewal.ts';
import {openStatusService} from '../../status/status-service.ts';
import {certificateJudge} from '../certificate-judge.ts';
import type {Route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';
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

/** Every route of the service. */
export const serviceRoutes = (
  given: Omit<RouteParts, 'status' | 'judge' | 'linkage' | 'renewal'>,
): Route[] => {
  const {centre, random, clock, store} = given;
  if (!centre.status) {
    throw new Error('the centre behind a service keeps states');
  }
  const {states} = centre.status;
  // A centre's own source of status may misbehave; the service's rules decide that here.
  const asking = {authorities: centre.authorities, random: random.fork('status'), clock, states};
  const status = openStatusService(asking);
  const judge = certificateJudge({...asking, trustAnchors: centre.trustAnchors});
  const {certificates: register, links} = store;
  const linkage = certificateLinkage({register, links, states});
  const renewal = openRenewal({centre, states, register, linkage, clock, together: store.transaction});
  const parts = {...given, status, judge, linkage, renewal};
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
