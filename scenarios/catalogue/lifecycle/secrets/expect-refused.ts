import type {Sentence} from '../../../../protocol/index.ts';
import {
  type HolderSecret,
  type HolderSecretSession,
  holderSecrets,
  PinBlocked,
  WrongPin,
} from '../../../../terminal/index.ts';
import {Refused} from '../../../engine/scenario.ts';

/** VERIFY that must answer 63Cx with this many tries; anything else fails the card. */
export const expectWrong = async (
  session: HolderSecretSession,
  secret: HolderSecret,
  value: string,
  triesLeft: number,
): Promise<void> => {
  const came = await verified(session, value);
  if (!(came instanceof WrongPin) || came.triesLeft !== triesLeft) {
    unlike(secret, `63C${triesLeft.toString(16).toUpperCase()}`, came);
  }
};

/** VERIFY that must find the secret locked. */
export const expectLocked = async (
  session: HolderSecretSession,
  secret: HolderSecret,
  value: string,
): Promise<void> => {
  const came = await verified(session, value);
  if (!(came instanceof PinBlocked)) {
    unlike(secret, 'locked', came);
  }
};

/** The right value is taken, and the card says that all tries are there. */
export const expectAllTries = async (
  session: HolderSecretSession,
  secret: HolderSecret,
  value: string,
): Promise<void> => {
  await session.verify(value);
  const left = await session.triesLeft();
  const {name, tries} = holderSecrets[secret];
  if (left !== tries) {
    throw new Refused(
      {
        en: `behind a right ${name.en} ${tries} tries were expected, but the card says ${left}`,
        ja: `正しい${name.ja}の照合後は残り ${tries} 回のはずですが、カードは ${left} 回です`,
      },
      'tries-not-back',
    );
  }
};

const verified = async (
  session: HolderSecretSession,
  value: string,
): Promise<WrongPin | PinBlocked | undefined> => {
  try {
    await session.verify(value);
    return undefined;
  } catch (error) {
    if (error instanceof WrongPin || error instanceof PinBlocked) {
      return error;
    }
    throw error;
  }
};

const unlike = (secret: HolderSecret, expected: string, came: WrongPin | PinBlocked | undefined): never => {
  const {name} = holderSecrets[secret];
  const answer: Sentence =
    came === undefined
      ? {en: 'took it', ja: '受け付けました'}
      : came instanceof PinBlocked
        ? {en: 'says that it is locked', ja: 'ロック状態です'}
        : {en: `says that ${came.triesLeft} tries are left`, ja: `残り ${came.triesLeft} 回です`};
  throw new Refused(
    {
      en: `VERIFY of the ${name.en} was expected to be refused (${expected}), but the card ${answer.en}`,
      ja: `${name.ja}の照合は拒否(${expected})のはずですが、カードは${answer.ja}`,
    },
    came === undefined ? 'refusal-missing' : 'tries-differ',
  );
};
