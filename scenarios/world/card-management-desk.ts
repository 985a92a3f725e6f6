import {
  type Actor,
  type CardAccess,
  type CardManagement,
  type Counter,
  type CounterParts,
  openCardManagement,
  openCentreStore,
  openCounter,
  type Role,
  type Transition,
} from '../../centre/index.ts';
import {type Clock, type Random, toHex} from '../../protocol/index.ts';

/**
 * The issuers of a test world: two towns, a prefecture, an agency and a firm. Every card's holder lives in town X to
 * begin with, whatever the address on the card says. Bench-defined, D250.
 */
export const testIssuers = [
  {name: 'town-x', type: 'municipality', municipalityCode: '13221'},
  {name: 'town-y', type: 'municipality', municipalityCode: '15204'},
  {name: 'prefecture', type: 'prefecture'},
  {name: 'agency', type: 'agency'},
  {name: 'firm', type: 'private'},
] as const;

export type TestIssuer = (typeof testIssuers)[number]['name'];

/** A card management system (カード管理システム) with its issuers, and operators of every role logged in on demand. */
export interface CardManagementDesk {
  readonly management: CardManagement;
  /** The log-in of an operator of that role; made when first asked for, and again before it ends. */
  token(issuer: TestIssuer, role: Role): Promise<string>;
  as(issuer: TestIssuer, role: Role): Promise<Actor>;
  /** Whoever asks from now on has this role, whatever role is asked for; undefined: that role again. */
  everybodyIs(role: Role | undefined): void;
  /** Enters a card as arrived at its town, and takes it on by these transitions. */
  enter(cardId: string, transitions?: readonly Transition[], town?: TestIssuer): Promise<void>;
  counter(access: CardAccess, areaKeys: CounterParts['areaKeys']): Counter;
  /** What the system keeps, by its place: `cards/ID/state`, `applications/ID/AID`, `operations/…`, `transitions/…`. */
  state(): ReadonlyMap<string, string>;
  close(): void;
}

export interface CardManagementDeskParts {
  readonly clock: Clock;
  readonly random: Random;
}

/** Operators log in again before a log-in ends, since days may pass in a scenario. */
const logInMs = 4 * 3_600_000;

/** Registered with every ground there is, and with cards of non-residents allowed (新カードAP搭載システム). */
export const openCardManagementDesk = async ({
  clock,
  random,
}: CardManagementDeskParts): Promise<CardManagementDesk> => {
  const store = openCentreStore(':memory:');
  const password = toHex(random.fork('password').bytes(16));
  const management = openCardManagement({
    store,
    clock,
    random: random.fork('keys'),
    installationKey: random.fork('installation').bytes(32),
    // Nobody attacks a password that lives as long as a test.
    passwordCost: 4,
  });
  for (const issuer of testIssuers) {
    await management.issuers.register({...issuer, administrator: {name: 'root', password}});
    management.issuers.setGrounds(issuer.name, {
      permission: `permission of ${issuer.name}`,
      ...(issuer.type === 'municipality' ? {ordinance: `ordinance of ${issuer.name}`} : {}),
    });
  }
  management.settings.change({anyCard: true});
  interface LogIn {
    readonly token: Promise<string>;
    readonly atMs: number;
  }
  const logIns = new Map<string, LogIn>();
  const added = new Set<string>();
  const logIn = async (issuer: TestIssuer, role: Role): Promise<string> => {
    const name = role === 'administrator' ? 'root' : role;
    const key = `${issuer}/${role}`;
    if (role !== 'administrator' && !added.has(key)) {
      added.add(key);
      await management.operators.add(management.operators.actor(await token(issuer, 'administrator')), {
        name,
        role,
        password,
      });
    }
    return (await management.operators.logIn(issuer, name, password)).token;
  };
  const token = (issuer: TestIssuer, role: Role): Promise<string> => {
    const key = `${issuer}/${role}`;
    const nowMs = clock.wall().getTime();
    const found = logIns.get(key);
    if (found && nowMs - found.atMs < logInMs) {
      return found.token;
    }
    const again = {token: logIn(issuer, role), atMs: nowMs};
    logIns.set(key, again);
    return again.token;
  };
  let instead: Role | undefined;
  const tokenNow = (issuer: TestIssuer, role: Role): Promise<string> => token(issuer, instead ?? role);
  const as = async (issuer: TestIssuer, role: Role): Promise<Actor> =>
    management.operators.actor(await tokenNow(issuer, role));

  return {
    management,
    token: tokenNow,
    as,
    everybodyIs(role) {
      instead = role;
    },
    async enter(cardId, transitions = [], town = 'town-x') {
      const officer = await as(town, 'card-officer');
      management.cards.register(officer, `enter-${cardId}`, cardId);
      for (const transition of transitions) {
        management.cards.change(officer, `${transition}-${cardId}`, cardId, transition);
      }
    },
    counter: (access, areaKeys) => openCounter({management, access, areaKeys}),
    state: () => stateOf(store.management),
    close: () => store.close(),
  };
};

type Rows = ReturnType<typeof openCentreStore>['management'];

const stateOf = ({
  cards,
  applications,
  operations,
  transitions,
  residents,
}: Rows): ReadonlyMap<string, string> => {
  const kept = new Map<string, string>();
  for (const {cardId, state, residence, movingOn} of cards.find()) {
    kept.set(`cards/${cardId}/state`, state);
    kept.set(`cards/${cardId}/residence`, residence);
    if (movingOn !== undefined) {
      kept.set(`cards/${cardId}/moving-on`, movingOn);
    }
  }
  for (const {cardId, aid, issuer, kind, stopped} of applications.find()) {
    kept.set(`applications/${cardId}/${aid}`, `${kind} of ${issuer}${stopped ? ', stopped' : ''}`);
  }
  for (const {issuer, requestId, kind, state} of operations.find()) {
    kept.set(`operations/${issuer}/${requestId}`, `${kind}: ${state}`);
  }
  for (const {issuer, requestId, transition, state} of transitions.find()) {
    kept.set(`transitions/${issuer}/${requestId}`, `${transition}: ${state}`);
  }
  for (const {register, cardId} of residents.find()) {
    kept.set(`residents/${register}/${cardId}`, 'known');
  }
  return kept;
};
