import {
  type HolderSecret,
  HolderSecretSession,
  holderSecrets,
  IssuerSession,
} from '../../../../terminal/index.ts';
import {atTerminal} from '../../../engine/card-channel.ts';
import type {Ending} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {ParameterTable} from '../../../parameters/parameter.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {seconds} from './change-secrets.ts';
import {expectAllTries, expectLocked, expectWrong} from './expect-refused.ts';
import {heldSecret, secretParameter, secretsMeant} from './held-secrets.ts';
import {pinPhases, secretPhases} from './pin-phases.ts';
import {toldTries} from './told-tries.ts';

export const lockParameters = {
  secret: secretParameter,
  hoursLocked: {
    type: 'number',
    title: {en: 'how long the locked card lies', ja: 'ロック後の放置時間'},
    default: 24,
    min: 0,
    max: 24 * 366,
    unit: 'h',
  },
  operatorSeconds: seconds('the operator checks who it is', '職員による本人確認の時間', 120),
} as const satisfies ParameterTable;

/** Wrong ones to the last but one, the right one, wrong ones to the last: each answer of the card is held to its count. */
export const lock = async (stage: Stage, secret: HolderSecret): Promise<void> => {
  const {wrongBelowLimit, rightAfterWrong, lock: locking, rightWhileLocked} = secretPhases[secret];
  const {tries} = holderSecrets[secret];
  const right = heldSecret(stage, secret);
  await atTerminal(stage, async (channel) => {
    const session = await stage.step(wrongBelowLimit, async () => {
      const opened = await HolderSecretSession.open(channel, secret);
      await typeWrong(stage, opened, secret, {from: tries, to: 1});
      return opened;
    });
    await stage.step(rightAfterWrong, () => typeRight(stage, session, secret));
    await stage.step(locking, () => typeWrong(stage, session, secret, {from: tries, to: 0}));
    await stage.step(rightWhileLocked, () => expectLocked(session, secret, right));
  });
};

/** One wrong value after the other, while the card counts from one number of tries left to another. */
export const typeWrong = async (
  stage: Stage,
  session: HolderSecretSession,
  secret: HolderSecret,
  {from, to}: {readonly from: number; readonly to: number},
): Promise<void> => {
  const wrong = anotherSecret(heldSecret(stage, secret));
  for (let left = from - 1; left >= to; left -= 1) {
    await expectWrong(session, secret, wrong, left);
    toldTries(stage).set(secret, left);
  }
};

export const typeRight = async (
  stage: Stage,
  session: HolderSecretSession,
  secret: HolderSecret,
  value = heldSecret(stage, secret),
): Promise<void> => {
  // Before it is sent: where its answer is lost, the card may have given them back.
  toldTries(stage).set(secret, holderSecrets[secret].tries);
  await expectAllTries(session, secret, value);
};

/** Locked stays locked: no day passes that gives a try back. */
export const waitLocked = async (stage: Stage, secrets: readonly HolderSecret[]): Promise<void> => {
  const usualMs = Number(stage.parameters['hoursLocked']) * 3_600_000;
  await stage.step({...pinPhases.wait, usualMs}, () => undefined);
  await atTerminal(stage, async (channel) => {
    for (const secret of secrets) {
      await stage.step(secretPhases[secret].rightNextDay, async () =>
        expectLocked(await HolderSecretSession.open(channel, secret), secret, heldSecret(stage, secret)),
      );
    }
  });
};

export interface CounterReset {
  /** Default: the issuer's of this card. */
  readonly issuerKey?: Uint8Array;
  /** The counter sets a new value besides. */
  readonly newValue?: string;
}

/** At the counter of the municipality: the issuer gives the tries back, and the right value is taken again. */
export const resetAtCounter = async (
  stage: Stage,
  secrets: readonly HolderSecret[],
  {issuerKey = stage.world.issuerKey(stage.cardId), newValue}: CounterReset = {},
): Promise<Ending> => {
  const usualMs = Number(stage.parameters['operatorSeconds']) * 1000;
  await stage.step({...pinPhases.identify, usualMs}, () => undefined);
  await atTerminal(stage, async (channel) => {
    const issuer = await stage.step(pinPhases.proveAuthority, () =>
      IssuerSession.authenticate(channel, issuerKey),
    );
    for (const secret of secrets) {
      const {file, tries} = holderSecrets[secret];
      await stage.step(secretPhases[secret].resetCounter, async () => {
        toldTries(stage).set(secret, tries);
        await (newValue === undefined ? issuer.unblock(file) : issuer.setPin(file, newValue));
      });
    }
    for (const secret of secrets) {
      await stage.step(secretPhases[secret].rightAfterReset, async () =>
        typeRight(stage, await HolderSecretSession.open(channel, secret), secret, newValue),
      );
    }
  });
  return counterReset(secrets);
};

/** The whole course: lock each, wait, reset all at the counter. */
export const lockAndReset = async (
  stage: Stage,
  secrets: readonly HolderSecret[] = secretsMeant(stage),
): Promise<Ending> => {
  for (const secret of secrets) {
    await lock(stage, secret);
  }
  await waitLocked(stage, secrets);
  return resetAtCounter(stage, secrets);
};

const counterReset = (secrets: readonly HolderSecret[]): Ending => {
  const traces = secrets.map((secret) => ({secret, trace: trace(holderSecrets[secret].tries)}));
  const list = (language: 'en' | 'ja'): string =>
    traces.map(({secret, trace: said}) => `${holderSecrets[secret].name[language]} ${said}`).join('; ');
  return {
    verdict: 'pass',
    reasonId: 'counter-reset',
    reason: {
      en: `locked secrets stayed locked until the issuer gave their tries back: ${list('en')}`,
      ja: `ロックは発行者が試行回数を初期化するまで続きました: ${list('ja')}`,
    },
  };
};

/** The counter as it was held to: down to one, back, down to none, back. */
const trace = (tries: number): string => {
  const down = (to: number): string => Array.from({length: tries - to + 1}, (_, i) => tries - i).join('-');
  return `${down(1)}, ${down(0)}, ${tries}`;
};
