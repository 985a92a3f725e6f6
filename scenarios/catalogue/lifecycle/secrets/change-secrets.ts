import {
  type HolderSecret,
  HolderSecretSession,
  holderSecrets,
  secretFormRefusal,
  WrongPin,
} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import {type Ending, type Invariant, type Recovery, Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {NumberParameter, ParameterTable} from '../../../parameters/parameter.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {expectAllTries, expectWrong} from './expect-refused.ts';
import {heldSecret, keptSecret, secretParameter, secretsMeant} from './held-secrets.ts';
import {secretPhases} from './pin-phases.ts';

/** What people take; nobody types for longer than an hour. Bench-defined, D283 */
export const seconds = (en: string, ja: string, usual: number): NumberParameter => ({
  type: 'number',
  title: {en, ja},
  default: usual,
  min: 0,
  max: 3600,
  unit: 's',
});

export const changeParameters = {
  secret: secretParameter,
  typingSeconds: seconds(
    'the holder types one secret, old and new',
    '暗証番号1つの入力時間(現在の値と新しい値)',
    30,
  ),
} as const satisfies ParameterTable;

/** What the holder types: the old value, and the new one twice. */
export interface Typed {
  readonly old: string;
  readonly first: string;
  readonly second: string;
}

export interface Changing {
  readonly secrets?: readonly HolderSecret[];
  readonly typed?: (old: string) => Typed;
  /** Without VERIFY of the old one first. */
  readonly unverified?: boolean;
}

const usual = (old: string): Typed => {
  const first = anotherSecret(old);
  return {old, first, second: first};
};

/** The holder changes secrets: the old one opens, and from then on only the new one does. */
export const changeSecrets = async (stage: Stage, changing: Changing = {}): Promise<Ending> => {
  const {secrets = secretsMeant(stage)} = changing;
  for (const secret of secrets) {
    await changeSecret(stage, secret, changing);
  }
  return changed(secrets);
};

const changeSecret = async (
  stage: Stage,
  secret: HolderSecret,
  {typed = usual, unverified = false}: Changing,
): Promise<void> => {
  const {type, verifyOld, change, oldRefused, verifyNew} = secretPhases[secret];
  const {old, first, second} = typed(heldSecret(stage, secret));
  await stage.step({...type, usualMs: Number(stage.parameters['typingSeconds']) * 1000}, () =>
    checkTyped(secret, first, second),
  );
  await atTerminal(stage, async (channel) => {
    const session = await stage.step(verifyOld, async () => {
      const opened = await HolderSecretSession.open(channel, secret);
      await (unverified ? opened.triesLeft() : opened.verifyUnlessBlocked(old));
      return opened;
    });
    await stage.step(change, () => session.change(first));
    await stage.step(oldRefused, () => expectWrong(session, secret, old, holderSecrets[secret].tries - 1));
    await stage.step(verifyNew, () => expectAllTries(session, secret, first));
  });
};

/** The terminal's own look at it, before a card hears of it. Bench-defined, D281 */
export const checkTyped = (secret: HolderSecret, first: string, second: string): void => {
  const refusal = secretFormRefusal(secret, first);
  if (refusal) {
    throw new Refused(refusal, 'secret-form');
  }
  if (first !== second) {
    throw new Refused(
      {
        en: 'the new one was expected twice alike, but the two entries differ',
        ja: '新しい値は2回とも同じ入力が必要ですが、異なっています',
      },
      'entries-differ',
    );
  }
};

const changed = (secrets: readonly HolderSecret[]): Ending => ({
  verdict: 'pass',
  reasonId: 'changed',
  reason: {
    en: `the card takes the new value and no longer the old one: ${secrets.map((secret) => holderSecrets[secret].name.en).join(', ')}`,
    ja: `カードは新しい値のみを受け付けます: ${secrets.map((secret) => holderSecrets[secret].name.ja).join('、')}`,
  },
});

/** Old or new, nothing else, whenever the power goes. */
const oneOfTwo: Invariant = {
  id: 'old-or-new',
  title: {en: 'every secret is the old or the new one', ja: '各暗証番号は旧値か新値のいずれかである'},
  async broken(stage) {
    const image = await stage.snapshot();
    const lost = secretsMeant(stage).find((secret) => {
      const old = heldSecret(stage, secret);
      return ![old, anotherSecret(old)].includes(keptSecret(image, secret).value);
    });
    return (
      lost && {
        en: `the ${holderSecrets[lost].name.en} is neither`,
        ja: `${holderSecrets[lost].name.ja}がどちらでもありません`,
      }
    );
  },
};

const notLocked: Invariant = {
  id: 'not-locked',
  title: {en: 'no secret is locked', ja: 'どの暗証番号もロックされていない'},
  async broken(stage) {
    const image = await stage.snapshot();
    const locked = secretsMeant(stage).find((secret) => keptSecret(image, secret).triesLeft === 0);
    return (
      locked && {
        en: `the ${holderSecrets[locked].name.en} has no tries left`,
        ja: `${holderSecrets[locked].name.ja}の残り回数が0です`,
      }
    );
  },
};

/** The holder tries the old one, and where the card no longer takes it, the new one. */
export const changeRecovery: Recovery = {
  invariants: [oneOfTwo, notLocked],
  async recover(stage) {
    const secrets = secretsMeant(stage);
    for (const secret of secrets) {
      await settle(stage, secret);
    }
    return changed(secrets);
  },
};

const settle = async (stage: Stage, secret: HolderSecret): Promise<void> => {
  const old = heldSecret(stage, secret);
  const {settle: settling, verifyNew} = secretPhases[secret];
  await atTerminal(stage, async (channel) => {
    const session = await stage.step(settling, async () => {
      const opened = await HolderSecretSession.open(channel, secret);
      try {
        await opened.verifyUnlessBlocked(old);
        await opened.change(anotherSecret(old));
      } catch (error) {
        if (!(error instanceof WrongPin)) {
          throw error;
        }
      }
      return opened;
    });
    await stage.step(verifyNew, () => expectAllTries(session, secret, anotherSecret(old)));
  });
};
