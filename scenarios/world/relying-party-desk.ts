import {createHash} from 'node:crypto';
import {
  type Centre,
  type Challenge,
  type ChallengeAnswer,
  type LoginResult,
  type LoginService,
  openLoginService,
  type RelyingPartyRow,
  type RelyingPartyStore,
  type RequestHistory,
  type RequestRow,
} from '../../centre/index.ts';
import {type Clock, type Random, type Sentence, toHex} from '../../protocol/index.ts';

/** Why a request was turned away before anything was looked at, with the HTTP status that says the same. */
export const denials = {
  'not-registered': {
    httpStatus: 401,
    sentence: {
      en: 'no relying party is registered under this key',
      ja: 'この鍵で登録された検証者はありません',
    },
  },
  ended: {
    httpStatus: 403,
    sentence: {en: 'the registration of the relying party has ended', ja: '検証者の登録は終了しています'},
  },
  'quota-exceeded': {
    httpStatus: 429,
    sentence: {
      en: 'the relying party has used up its requests of this period',
      ja: '検証者のこの期間の要求数が上限に達しました',
    },
  },
} as const satisfies Readonly<Record<string, {readonly httpStatus: number; readonly sentence: Sentence}>>;

export type Denial = keyof typeof denials;

/** What a request came to. */
export type Served<T> =
  | {readonly outcome: 'served'; readonly value: T}
  | {readonly outcome: 'denied'; readonly denial: Denial};

export interface DeskParts {
  readonly centre: Pick<Centre, 'verify'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly parties: RelyingPartyStore;
  readonly requests: RequestHistory;
}

/** 検証基盤: one centre for several relying parties (検証者), each with key, quota, challenges and log of its own. */
export interface RelyingPartyDesk {
  /** Registers a relying party; its key, hex, is told this once. */
  register(name: string, quota: RelyingPartyRow['quota']): string;
  end(name: string): void;
  challenge(key: string): Served<Challenge>;
  answer(key: string, answer: ChallengeAnswer): Promise<Served<LoginResult>>;
  /** The requests of whoever has this key, and of nobody else. Asking is no request. */
  log(key: string): readonly RequestRow[];
}

export const openRelyingPartyDesk = (parts: DeskParts): RelyingPartyDesk => {
  const {centre, clock, random, parties, requests} = parts;
  const logins = new Map<string, LoginService>();
  const starts = new Map<string, number[]>();

  const loginOf = (name: string): LoginService => {
    const verify = (certificate: Uint8Array, signed: Parameters<Centre['verify']>[2]) =>
      centre.verify('user-authentication', certificate, signed);
    const one = logins.get(name) ?? openLoginService({clock, random: random.fork(`login/${name}`), verify});
    logins.set(name, one);
    return one;
  };

  /** Whether one more request fits into the window that ends now. */
  const fits = ({name, quota}: RelyingPartyRow): boolean => {
    const since = clock.now() - quota.windowMs * 1e6;
    const recent = (starts.get(name) ?? []).filter((at) => at > since);
    const fitting = recent.length < quota.requests;
    starts.set(name, fitting ? [...recent, clock.now()] : recent);
    return fitting;
  };

  const admit = (key: string): {readonly party?: RelyingPartyRow; readonly denial?: Denial} => {
    const party = parties.byKeyHash(hashOf(key));
    if (!party) {
      return {denial: 'not-registered'};
    }
    if (party.endedAt && party.endedAt <= clock.wall()) {
      return {party, denial: 'ended'};
    }
    return fits(party) ? {party} : {party, denial: 'quota-exceeded'};
  };

  const note = (
    began: number,
    operation: string,
    outcome: string,
    httpStatus: number,
    name?: string,
  ): void => {
    const at = clock.wall();
    const duration = (clock.now() - began) / 1e6;
    requests.add({
      at,
      duration,
      operation,
      httpStatus,
      outcome,
      ...(name === undefined ? {} : {relyingParty: name}),
    });
  };

  const denied = (began: number, operation: string, denial: Denial, name?: string): Served<never> => {
    note(began, operation, denial, denials[denial].httpStatus, name);
    return {outcome: 'denied', denial};
  };

  return {
    register(name, quota) {
      const key = toHex(random.fork(`key/${name}`).bytes(32));
      parties.put({name, keyHash: hashOf(key), quota, registeredAt: clock.wall()});
      return key;
    },
    end(name) {
      const party = parties.get(name);
      if (party) {
        parties.put({...party, endedAt: clock.wall()});
      }
    },
    challenge(key) {
      const began = clock.now();
      const {party, denial} = admit(key);
      if (denial || !party) {
        return denied(began, 'login/challenge', denial ?? 'not-registered', party?.name);
      }
      const value = loginOf(party.name).challenge();
      note(began, 'login/challenge', 'given', 200, party.name);
      return {outcome: 'served', value};
    },
    async answer(key, answer) {
      const began = clock.now();
      const {party, denial} = admit(key);
      if (denial || !party) {
        return denied(began, 'login/answer', denial ?? 'not-registered', party?.name);
      }
      const value = await loginOf(party.name).answer(answer);
      note(began, 'login/answer', `${value.result}: ${value.reason}`, 200, party.name);
      return {outcome: 'served', value};
    },
    log(key) {
      const name = parties.byKeyHash(hashOf(key))?.name;
      return name === undefined ? [] : requests.find({relyingParty: name});
    },
  };
};

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');
