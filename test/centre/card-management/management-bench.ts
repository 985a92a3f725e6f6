import {
  type CardManagement,
  openCardManagement,
  openCentreStore,
  openCounter,
  type Role,
  roleNames,
} from '../../../centre/index.ts';
import {virtualClock} from '../../../protocol/index.ts';
import {seededKeys} from '../../support/seeded-keys.ts';
import {areaKeys, type ScriptedCard} from './scripted-card.ts';

export const installationKey = new Uint8Array(32).fill(7);
export const password = 'a long enough password';

/** The issuers of these tests: two towns, a prefecture, an agency and a firm. */
export const issuers = [
  {name: 'town-x', type: 'municipality', municipalityCode: '13221'},
  {name: 'town-y', type: 'municipality', municipalityCode: '15204'},
  {name: 'prefecture', type: 'prefecture'},
  {name: 'agency', type: 'agency'},
  {name: 'firm', type: 'private'},
] as const;

export type IssuerName = (typeof issuers)[number]['name'];

export interface ManagementBenchOptions {
  readonly file?: string;
  readonly seed?: string;
  readonly anyCard?: boolean;
  /** Those that are there; default: all five. */
  readonly named?: readonly IssuerName[];
}

export const openManagement = ({file = ':memory:', seed = 'management'}: ManagementBenchOptions = {}) => {
  const clock = virtualClock(new Date('2026-04-01T01:00:00Z'));
  const store = openCentreStore(file);
  const random = seededKeys(seed);
  const management = openCardManagement({store, clock, random, installationKey, passwordCost: 4});
  return {management, store, clock};
};

/** A system with the five issuers, each with its grounds, and a log-in for a role of an issuer. */
export const managementBench = async (options: ManagementBenchOptions = {}) => {
  const {management, store, clock} = openManagement(options);
  const {named = issuers.map(({name}) => name)} = options;
  for (const issuer of issuers.filter(({name}) => named.includes(name))) {
    await management.issuers.register({...issuer, administrator: {name: 'root', password}});
    management.issuers.setGrounds(issuer.name, {
      permission: `permission of ${issuer.name}`,
      ...(issuer.type === 'municipality' ? {ordinance: `ordinance of ${issuer.name}`} : {}),
    });
  }
  management.settings.change({anyCard: options.anyCard ?? true});
  const {as, token} = logins(management);
  let requests = 0;
  const request = (): string => {
    requests += 1;
    return `r-${requests}`;
  };
  /** A card of a resident of town-x, brought to a state. */
  const card = async (
    cardId: string,
    to: 'arrived' | 'prepared' | 'operational' | 'suspended' | 'terminated' = 'operational',
    town: IssuerName = 'town-x',
  ): Promise<void> => {
    const officer = await as(town, 'card-officer');
    management.cards.register(officer, request(), cardId);
    for (const transition of ways[to]) {
      management.cards.change(officer, request(), cardId, transition);
    }
  };
  const counter = ({access}: Pick<ScriptedCard, 'access'>) => openCounter({management, access, areaKeys});
  return {management, store, clock, as, token, request, card, counter};
};

export type ManagementBench = Awaited<ReturnType<typeof managementBench>>;

const ways = {
  arrived: [],
  prepared: ['prepare'],
  operational: ['prepare', 'deliver'],
  suspended: ['prepare', 'deliver', 'suspend'],
  terminated: ['prepare', 'deliver', 'terminate'],
} as const;

/** Log-ins, each made once: a password takes its time. */
export const logins = (management: CardManagement) => {
  const made = new Map<string, Promise<string>>();
  const tokenOf = async (issuer: IssuerName, role: Role): Promise<string> => {
    if (role !== 'administrator') {
      const root = management.operators.actor(await token(issuer, 'administrator'));
      await management.operators.add(root, {name: role, role, password});
    }
    const name = role === 'administrator' ? 'root' : role;
    return (await management.operators.logIn(issuer, name, password)).token;
  };
  const token = (issuer: IssuerName, role: Role): Promise<string> => {
    const key = `${issuer}/${role}`;
    const found = made.get(key) ?? tokenOf(issuer, role);
    made.set(key, found);
    return found;
  };
  return {
    token,
    as: async (issuer: IssuerName, role: Role) => management.operators.actor(await token(issuer, role)),
  };
};

export const otherRoles = (role: Role): Role[] => roleNames.filter((one) => one !== role);

/** Everything the registry knows, but for the audit log and answers: what a refusal must leave as it was. */
export const registryOf = ({store: {management: rows}}: Pick<ManagementBench, 'store'>): string =>
  JSON.stringify([
    rows.issuers.find(),
    rows.operators.find(),
    rows.kinds.find(),
    rows.cards.find(),
    rows.applications.find(),
    rows.services.find(),
    rows.profiles.find(),
    rows.residents.find(),
    rows.operations.find(),
    rows.transitions.find(),
    rows.answered.find(),
    rows.settings.find(),
  ]);
