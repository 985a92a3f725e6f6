import {type Clock, type Random, toHex} from '../protocol/index.ts';
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
  /** Uses the challenge up, whatever the answer is worth. Never throws on what the answer contains. */
  answer(answer: ChallengeAnswer): Promise<LoginResult>;
}

export interface LoginParts {
  readonly clock: Clock;
  readonly random: Random;
  /** Judges a certificate for user authentication and what it signed, now. */
  readonly verify: (certificate: Uint8Array, signed: Signed) => Promise<Verification>;
}

const challengeBytes = 32;
const second = 1e9;
const lifetimeNs = 120 * second;
/** How long a spent or expired challenge is remembered, to be told from an unknown one. */
const memoryNs = 600 * second;

interface Held {
  readonly bytes: Uint8Array;
  readonly madeAt: number;
  used: boolean;
}

/** A log-in by challenge and response (SC-16). Challenges live in memory only. */
export const openLoginService = ({clock, random, verify}: LoginParts): LoginService => {
  const held = new Map<string, Held>();

  /** The map is in order of age, so the old ones are at its head. */
  const forgetOld = (now: number): void => {
    for (const [id, {madeAt}] of held) {
      if (now - madeAt <= memoryNs) {
        return;
      }
      held.delete(id);
    }
  };

  const spend = (id: string): Uint8Array | ChallengeReason => {
    const challenge = held.get(id);
    if (!challenge) {
      return 'challenge-unknown';
    }
    if (challenge.used) {
      return 'challenge-replayed';
    }
    challenge.used = true;
    return clock.now() - challenge.madeAt > lifetimeNs ? 'challenge-expired' : challenge.bytes;
  };

  return {
    challenge() {
      const madeAt = clock.now();
      forgetOld(madeAt);
      const id = toHex(random.bytes(16));
      const bytes = random.bytes(challengeBytes);
      held.set(id, {bytes, madeAt, used: false});
      const expiresAt = new Date(clock.wall().getTime() + lifetimeNs / 1e6);
      return {id, bytes: Uint8Array.from(bytes), expiresAt};
    },
    async answer({challengeId, certificate, signature}) {
      forgetOld(clock.now());
      const data = spend(challengeId);
      return typeof data === 'string'
        ? {result: 'invalid', reason: data, steps: verification([]).steps}
        : verify(certificate, {data, signature});
    },
  };
};
