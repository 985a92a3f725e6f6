import type {ChallengeAnswer} from '../../centre/index.ts';
import {
  type CardImage,
  cardFromImage,
  inlineRsaEngine,
  memoryStore,
  type TimingProfile,
} from '../../emulator/index.ts';
import {type Clock, digestInfo, KazasuError, systemRandom} from '../../protocol/index.ts';
import {apduChannel, JpkiSession, openInProcessPort} from '../../terminal/index.ts';

/** The log-in of a centre, wherever it is. */
export interface LoginAtCentre {
  challenge(): Promise<{readonly id: string; readonly bytes: Uint8Array}>;
  answer(answer: ChallengeAnswer): Promise<{readonly result: 'valid' | 'invalid'; readonly reason: string}>;
}

export interface KioskParts {
  readonly image: CardImage;
  readonly pin: string;
  readonly login: LoginAtCentre;
  readonly clock: Clock;
  /** The timing profile the card keeps to. */
  readonly timing: TimingProfile;
}

/** A terminal with a card in it that logs in again and again, one log-in at a time. */
export interface Kiosk {
  /** A whole log-in: challenge, card, judgement. `passed`, or the reason of whoever refused. */
  logIn(): Promise<string>;
  close(): Promise<void>;
}

/**
 * A kiosk on the embedded reader. The card signs on this very thread: for many short transactions that is cheaper
 * than handing each to another one and waiting for it.
 */
export const openKiosk = async ({image, pin, login, clock, timing}: KioskParts): Promise<Kiosk> => {
  const card = cardFromImage(image, timing, {
    clock,
    random: systemRandom(),
    store: memoryStore,
    rsa: inlineRsaEngine,
  });
  const port = openInProcessPort([{name: 'kiosk', card}]);
  port.insert('kiosk', card);
  const channel = apduChannel(await port.connect('kiosk'), {clock});

  const signed = async (challenge: Uint8Array): Promise<Omit<ChallengeAnswer, 'challengeId'>> => {
    const session = await JpkiSession.open(channel);
    const certificate = await session.readCertificate('user-authentication');
    await session.verifyUnlessBlocked('user-authentication', pin);
    const signature = await session.computeDigitalSignature(
      'user-authentication',
      digestInfo('sha256', challenge),
    );
    return {certificate, signature};
  };

  return {
    async logIn() {
      try {
        const {id, bytes} = await login.challenge();
        const {result, reason} = await login.answer({challengeId: id, ...(await signed(bytes))});
        return result === 'valid' ? 'passed' : reason;
      } catch (error) {
        if (error instanceof KazasuError) {
          return error.id;
        }
        throw error;
      }
    },
    close: () => port.close(),
  };
};
