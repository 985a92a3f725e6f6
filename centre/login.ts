import {type Clock, KazasuError, type Random, toHex} from '../protocol/index.ts';
import type {ChallengeRow, ChallengeStore} from './store/centre-store.ts';
import {challengesInMemory} from './store/challenges-in-memory.ts';
import {
  type StepReason,
  type StepResult,
  type Verification,
  verification,
} from './verification/verification.ts';
import type {Signed} from './verification/verify.ts';

/** 32 random bytes for the card to sign, good for one answer until `expiresAt`. */
export interface Challenge {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly expiresAt: Date;
}

export interface ChallengeAnswer {
  readonly challengeId: string;
  /** DER of the certificate for user authentication. */
  readonly certificate: Uint8Array;
  /** RSASSA-PKCS1-v1_5 over the SHA-256 DigestInfo of the challenge's bytes. */
  readonly signature: Uint8Array;
}

export type ChallengeReason = 'challenge-unknown' | 'challenge-replayed' | 'challenge-expired';

/** A verification, or the refusal of the challenge before anything was verified. */
export interface LoginResult {
  readonly result: 'valid' | 'invalid';
  readonly reason: StepReason | ChallengeReason;
  readonly steps: readonly StepResult[];
}

/** 利用者証明 as a service offers it. */
export interface LoginService {
  challenge(): Challenge;
  /** Uses the challenge up, whatever the answer is worth. Never throws on what it contains. One may have its own judge. */
  answer(answer: ChallengeAnswer, judge?: LoginJudge): Promise<LoginResult>;
}

/** Judges a certificate for user authentication and what it signed, now. */
export type LoginJudge = (certificate: Uint8Array, signed: Signed) => Promise<Verification>;

export interface LoginParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly verify: LoginJudge;
  /** Where challenges are kept; default: in this process only. */
  readonly challenges?: ChallengeStore;
  /** Whose log-ins these are: to anybody else's service their challenges are unknown. */
  readonly relyingParty?: string;
}

const challengeBytes = 32;
const lifetimeMs = 120_000;
/** How long a spent or expired challenge is remembered, to be told from an unknown one. */
const memoryMs = 600_000;
/** How often what is older is looked for. */
const forgetEveryMs = 60_000;

/**
 * A log-in by challenge and response (SC-16). Lifetimes are by the clock's wall time, in whole ms, so that they hold
 * in every process that shares the store. Ids drawn twice, as a seed does after a restart, are drawn again.
 */
export const openLoginService = ({
  clock,
  random,
  verify,
  challenges = challengesInMemory(),
  relyingParty,
}: LoginParts): LoginService => {
  let forgotten = Number.NEGATIVE_INFINITY;
  const forgetOld = (now: number): void => {
    if (Math.abs(now - forgotten) >= forgetEveryMs) {
      forgotten = now;
      challenges.forgetBefore(new Date(now - memoryMs));
    }
  };

  const spend = (id: string, now: number): Uint8Array | ChallengeReason => {
    const found = challenges.spend(id, relyingParty);
    if (typeof found === 'string') {
      return found === 'replayed' ? 'challenge-replayed' : 'challenge-unknown';
    }
    // One from the future was made before a clock was put back; it is no better than an old one.
    const age = Math.abs(now - found.madeAt.getTime());
    if (age > memoryMs) {
      return 'challenge-unknown';
    }
    return age > lifetimeMs ? 'challenge-expired' : found.bytes;
  };

  return {
    challenge() {
      const madeAt = clock.wall();
      forgetOld(madeAt.getTime());
      const made = newChallenge(challenges, random, {madeAt, ...(relyingParty ? {relyingParty} : {})});
      return {...made, expiresAt: new Date(madeAt.getTime() + lifetimeMs)};
    },
    async answer({challengeId, certificate, signature}, judge = verify) {
      const now = clock.wall().getTime();
      forgetOld(now);
      const data = spend(challengeId, now);
      return typeof data === 'string'
        ? {result: 'invalid', reason: data, steps: verification([]).steps}
        : judge(certificate, {data, signature});
    },
  };
};

const newChallenge = (
  challenges: ChallengeStore,
  random: Random,
  rest: Omit<ChallengeRow, 'id' | 'bytes'>,
): Pick<Challenge, 'id' | 'bytes'> => {
  for (;;) {
    const id = toHex(random.bytes(16));
    const bytes = random.bytes(challengeBytes);
    try {
      challenges.add({id, bytes, ...rest});
      return {id, bytes: Uint8Array.from(bytes)};
    } catch (error) {
      if (!(error instanceof KazasuError && error.id === 'KZS-CENTRE-CHALLENGE-TAKEN')) {
        throw error;
      }
    }
  }
};
