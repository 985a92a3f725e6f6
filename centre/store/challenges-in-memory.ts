import {KazasuError} from '../../protocol/index.ts';
import type {ChallengeRow, ChallengeStore} from './centre-store.ts';

/** Challenges in this process only. */
export const challengesInMemory = (): ChallengeStore => {
  const held = new Map<string, {readonly challenge: ChallengeRow; spent: boolean}>();
  return {
    add(challenge) {
      if (held.has(challenge.id)) {
        throw challengeTaken();
      }
      held.set(challenge.id, {challenge: {...challenge, bytes: challenge.bytes.slice()}, spent: false});
    },
    spend(id, relyingParty) {
      const found = held.get(id);
      if (!found || found.challenge.relyingParty !== relyingParty) {
        return 'unknown';
      }
      if (found.spent) {
        return 'replayed';
      }
      found.spent = true;
      return found.challenge;
    },
    forgetBefore(instant) {
      for (const [id, {challenge}] of held) {
        if (challenge.madeAt < instant) {
          held.delete(id);
        }
      }
    },
  };
};

export const challengeTaken = (): KazasuError =>
  new KazasuError('KZS-CENTRE-CHALLENGE-TAKEN', {
    en: 'the id of a challenge is given once, but the one that came is kept already',
    ja: 'チャレンジの識別子は一度だけ使いますが、渡されたものはすでに使われています',
  });
