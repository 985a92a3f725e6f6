import type {Centre} from '../../centre/centre.ts';
import type {Challenge, ChallengeAnswer, LoginResult} from '../../centre/login.ts';
import type {RefusalReason} from '../../centre/relying-parties/admission.ts';
import {openRelyingParties} from '../../centre/relying-parties/relying-parties.ts';
import {partyLogins} from '../../centre/service/party-login.ts';
import type {RelyingPartyRow, RequestRow} from '../../centre/store/centre-store.ts';
import {openCentreStore} from '../../centre/store/open-centre-store.ts';
import type {Clock, Random} from '../../protocol/index.ts';

/** What a request came to; one that is denied was turned away before anything was looked at. */
export type Served<T> =
  | {readonly outcome: 'served'; readonly value: T}
  | {readonly outcome: 'denied'; readonly denial: RefusalReason};

export interface DeskParts {
  readonly centre: Pick<Centre, 'verify'>;
  readonly clock: Clock;
  readonly random: Random;
}

/** 検証基盤: one centre for several relying parties (検証者), each with key, quota, challenges and log of its own. */
export interface RelyingPartyDesk {
  /** Registers a relying party; its key is told this once. */
  register(name: string, quota: RelyingPartyRow['quota']): string;
  end(name: string): void;
  challenge(key: string): Promise<Served<Challenge>>;
  answer(key: string, answer: ChallengeAnswer): Promise<Served<LoginResult>>;
  /** The requests of whoever has this key, and of nobody else. Asking is no request. */
  log(key: string): readonly Omit<RequestRow, 'number'>[];
  close(): void;
}

/** HTTP status of each refusal, as the service answers it. */
const httpStatuses = {
  'key-unknown': 401,
  'relying-party-ended': 403,
  'over-quota': 429,
} as const satisfies Readonly<Record<RefusalReason, number>>;

/** The centre's own relying parties, store and log-ins, without HTTP in between. */
export const openRelyingPartyDesk = ({centre, clock, random}: DeskParts): RelyingPartyDesk => {
  const store = openCentreStore(':memory:');
  const parties = openRelyingParties({store, clock, random: random.fork('keys')});
  const {challenges} = store;
  const logins = partyLogins({centre, clock, random: random.fork('challenges'), challenges});

  const served = async <T>(
    key: string,
    operation: string,
    serve: (relyingParty: string) => T | Promise<T>,
    outcomeOf: (value: T) => string,
  ): Promise<Served<T>> => {
    const [at, began] = [clock.wall(), clock.now()];
    const note = (outcome: string, httpStatus: number, relyingParty?: string): void => {
      const duration = (clock.now() - began) / 1e6;
      const party = relyingParty === undefined ? {} : {relyingParty};
      store.requests.add({at, duration, operation, httpStatus, outcome, ...party});
    };
    const admission = parties.admit(key);
    if (!admission.admitted) {
      note(admission.reason, httpStatuses[admission.reason], admission.name);
      return {outcome: 'denied', denial: admission.reason};
    }
    const {name} = admission.relyingParty;
    const value = await serve(name);
    note(outcomeOf(value), 200, name);
    return {outcome: 'served', value};
  };

  return {
    register: (name, quota) => parties.register(name, quota).key,
    end: (name) => void parties.end(name),
    challenge: (key) =>
      served(
        key,
        'login/challenge',
        (name) => logins(name).challenge(),
        () => 'given',
      ),
    answer: (key, answer) =>
      served(
        key,
        'login/answer',
        (name) => logins(name).answer(answer),
        ({result, reason}) => `${result}: ${reason}`,
      ),
    log(key) {
      const found = parties.authenticate(key);
      return 'admitted' in found ? [] : parties.requestsOf(found.name);
    },
    close: () => store.close(),
  };
};
