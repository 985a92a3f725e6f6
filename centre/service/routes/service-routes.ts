import type {Clock, Random} from '../../../protocol/index.ts';
import type {Centre} from '../../centre.ts';
import {type CertificateLinkage, certificateLinkage} from '../../links/certificate-linkage.ts';
import type {MisbehaviourRules} from '../../misbehaviour/rules.ts';
import {openRenewal, type Renewal} from '../../renewal/renewal.ts';
import {openStatusService, type StatusService} from '../../status/status-service.ts';
import type {CentreStore} from '../../store/centre-store.ts';
import {type CertificateJudge, certificateJudge} from '../certificate-judge.ts';
import type {RelyingPartyDesk} from '../relying-party-desk.ts';
import type {Route} from '../route.ts';
import {authorityRoutes} from './authorities.ts';
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
  readonly judge: CertificateJudge;
  readonly store: CentreStore;
  readonly linkage: CertificateLinkage;
  readonly renewal: Renewal;
  readonly relyingParties: RelyingPartyDesk;
  readonly clock: Clock;
  readonly random: Random;
  readonly rules: MisbehaviourRules;
  /** The OpenAPI document. */
  readonly document: () => unknown;
}

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
  ];
};
