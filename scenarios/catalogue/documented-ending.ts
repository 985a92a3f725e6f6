import {misbehaviourNamed} from '../../centre/index.ts';
import type {Expectation, Scenario} from '../engine/scenario.ts';
import {placesOfCertificates} from '../engine/state-difference.ts';

/** What the documented end of a scenario depends on. */
export type Documented = Pick<Scenario, 'id' | 'personas' | 'asksAboutRevocation' | 'changes'>;

/** What a scenario ends in with the card of a persona whom it is meant for. */
const usual: Readonly<Record<string, string>> = {
  'jpki/login': 'accepted',
  'jpki/sign': 'accepted',
  'jpki/shared-verifier': 'separated',
  'jpki/renewal-link': 'linked-again',
  'jpki/read-certificate': 'recognised',
  'applets/type-a': 'identified',
  'applets/type-d': 'identified',
  'applets/shared': 'shared',
  'applets/common': 'served',
  'applets/counter': 'enrolled',
  'applets/area': 'managed',
  'applets/any-card': 'kept-apart',
  'issuance/setting': 'prepared',
  'issuance/pre-install': 'installed',
  'issuance/pre-install-linked': 'installed',
  'issuance/delivery': 'delivered',
  'issuance/delivery-by-proxy': 'delivered',
  'issuance/face-authentication-card': 'delivered-without-pins',
  'issuance/commit-failure': 'settled',
  'lifecycle/renew-certificate': 'renewed',
  'lifecycle/change-address': 'updated',
  'lifecycle/change-name': 'updated',
  'lifecycle/move': 'moved',
  'lifecycle/loss': 'released',
  'lifecycle/reissue': 'reissued',
  'lifecycle/validity': 'by-the-law',
  'lifecycle/pin-change': 'changed',
  'lifecycle/pin-lock': 'counter-reset',
  'lifecycle/kiosk-reset': 'reset',
};

/** Why the cards of these personas are refused, before anybody is asked about revocation. */
const refusedBefore: Readonly<Record<string, string>> = {
  'no-pins': 'pin-blocked',
  'blocked-pins': 'pin-blocked',
  'not-delivered': 'pin-blocked',
  'card-expired': 'expired',
  'certificates-expired': 'expired',
};

/** Why those of these personas are refused once somebody is asked. */
const refusedByAuthority: Readonly<Record<string, string>> = {revoked: 'revoked', 'on-hold': 'revoked'};

/** No password for digital signature was ever given. */
const withoutSignature: ReadonlySet<string> = new Set(['under-15', 'no-pins']);

/**
 * What a scenario is documented to end in with the card of a persona that is built in, and with something that
 * whoever answers about revocation does wrong: docs/misbehaviours.md. Undefined for another persona or scenario.
 */
export const documentedEnding = (
  scenario: Documented,
  persona: string,
  misbehaviour?: string,
): Expectation | undefined => {
  if (scenario.changes) {
    return endingWithChanges(scenario, persona, misbehaviour);
  }
  const ending = usualEnding(scenario, persona, misbehaviour);
  // What the holder had before comes into the world with the run of jpki/renewal-link.
  const changes =
    scenario.id === 'jpki/renewal-link'
      ? placesOfCertificates
      : ending?.verdict === 'pass'
        ? scenario.changes
        : undefined;
  return ending && changes ? {...ending, changes} : ending;
};

/** A scenario that changes card and centre is documented where it passes; what it leaves otherwise is its variants'. */
const endingWithChanges = (
  {id, personas = [], changes = []}: Documented,
  persona: string,
  misbehaviour: string | undefined,
): Expectation | undefined => {
  const reasonId = usual[id];
  return reasonId !== undefined && misbehaviour === undefined && personas.includes(persona)
    ? {verdict: 'pass', reasonId, changes}
    : undefined;
};

const usualEnding = (
  {id, asksAboutRevocation = true, personas = []}: Documented,
  persona: string,
  misbehaviour?: string,
): Expectation | undefined => {
  const accepted = usual[id];
  if (accepted === undefined) {
    return undefined;
  }
  const pass: Expectation = {verdict: 'pass', reasonId: accepted};
  if (!asksAboutRevocation) {
    return personas.includes(persona) ? pass : undefined;
  }
  if (id === 'jpki/sign' && withoutSignature.has(persona)) {
    return {verdict: 'fail', reasonId: 'no-certificate'};
  }
  const before = refusedBefore[persona];
  if (before !== undefined) {
    return {verdict: 'fail', reasonId: before};
  }
  const ends = misbehaviour === undefined ? 'good' : misbehaviourNamed(misbehaviour).ends;
  if (ends !== 'good') {
    return {verdict: 'fail', reasonId: ends === 'revoked' ? ends : `revocation-${ends}`};
  }
  const byAuthority = refusedByAuthority[persona];
  if (byAuthority !== undefined) {
    return {verdict: 'fail', reasonId: byAuthority};
  }
  return personas.includes(persona) ? pass : undefined;
};

/** The same scenario, held against what it is documented to end in; as it is where nothing is documented. */
export const asDocumented = (scenario: Scenario, persona: string, misbehaviour?: string): Scenario => {
  const expected = scenario.expected ?? documentedEnding(scenario, persona, misbehaviour);
  return expected ? {...scenario, expected} : scenario;
};
