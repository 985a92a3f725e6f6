import {cardStates, privilegeBits} from '../../protocol/globalplatform/index.ts';
import {sw} from '../../protocol/index.ts';
import {refuse} from '../os/refusal.ts';
import type {PersistentState} from '../os/state.ts';
import {privilegesOf} from './authority.ts';
import type {AidText, CardContent} from './content.ts';
import {withContent} from './registry.ts';

/** What only who has it may give on. */
const inherited =
  privilegeBits.cardLock |
  privilegeBits.cardTerminate |
  privilegeBits.trustedPath |
  privilegeBits.authorisedManagement |
  privilegeBits.globalDelete |
  privilegeBits.globalLock |
  privilegeBits.globalRegistry;

/** Privileges that change nothing on a card of this kind are not given: whoever relies on them shall hear so. */
const notGiven =
  privilegeBits.tokenVerification |
  privilegeBits.finalApplication |
  privilegeBits.receiptGeneration |
  privilegeBits.cipheredLoadFile;

/** Mandated DAP verification without the two bits it brings. */
const mandated = privilegeBits.mandatedDapVerification & ~privilegeBits.dapVerification;

const domainOnly =
  privilegeBits.dapVerification |
  privilegeBits.delegatedManagement |
  privilegeBits.authorisedManagement |
  mandated;

/**
 * The privileges of INSTALL, one byte or three, as a number. 6A80 for another length, or what only a security domain
 * can have; 6985 for what the domain has not got to give. GPC 2.3.1 clause 6.6. Bench-defined, D180.
 */
export const grantedPrivileges = (content: CardContent, by: AidText, field: Uint8Array): number => {
  if (![0, 1, 3].includes(field.length)) {
    refuse(sw.incorrectData);
  }
  const [first = 0, second = 0, third = 0] = field;
  const asked = (first << 16) | (second << 8) | third;
  const domain = (asked & privilegeBits.securityDomain) !== 0;
  if (!domain && (asked & domainOnly) !== 0) {
    refuse(sw.incorrectData);
  }
  const own = privilegesOf(content, by);
  const managers = privilegeBits.authorisedManagement;
  if (
    (asked & notGiven) !== 0 ||
    (asked & inherited & ~own) !== 0 ||
    ((asked & mandated) !== 0 && (own & managers) === 0)
  ) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  return asked;
};

/** The application selected at power-on instead of the issuer security domain: none or one, while the card is not locked. */
export const defaultSelected = ({instances, lifeCycle}: CardContent): AidText[] =>
  lifeCycle > cardStates.secured
    ? []
    : [...instances]
        .filter(([, {privileges}]) => (privileges & privilegeBits.cardReset) !== 0)
        .map(([aid]) => aid);

/** Who becomes the default takes that from who was it. */
export const withDefaultSelected = (state: PersistentState, aid: AidText): PersistentState => {
  const {content} = state;
  const all = defaultSelected(content);
  const other = all.find((one) => one !== aid);
  const instance = other === undefined ? undefined : content.instances.get(other);
  if (!all.includes(aid) || other === undefined || !instance) {
    return state;
  }
  const privileges = instance.privileges & ~privilegeBits.cardReset;
  return withContent(state, {instances: new Map(content.instances).set(other, {...instance, privileges})});
};
