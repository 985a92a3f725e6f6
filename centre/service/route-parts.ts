import type {Clock, Random} from '../../protocol/index.ts';
import type {CardManagement} from '../card-management/card-management.ts';
import type {Centre} from '../centre.ts';
import type {CertificateLinkage} from '../links/certificate-linkage.ts';
import type {MisbehaviourRules} from '../misbehaviour/rules.ts';
import type {RelyingParties} from '../relying-parties/relying-parties.ts';
import type {Renewal} from '../renewal/renewal.ts';
import type {StatusService} from '../status/status-service.ts';
import type {CentreStore} from '../store/centre-store.ts';
import type {CertificateJudge} from './certificate-judge.ts';

/** What the routes work with. */
export interface RouteParts {
  readonly centre: Centre;
  readonly status: StatusService;
  readonly judge: CertificateJudge;
  readonly store: CentreStore;
  readonly linkage: CertificateLinkage;
  readonly renewal: Renewal;
  readonly relyingParties: RelyingParties;
  readonly cardManagement: CardManagement;
  readonly clock: Clock;
  readonly random: Random;
  readonly rules: MisbehaviourRules;
  /** The OpenAPI document. */
  readonly document: () => unknown;
}
