import {command, digestInfo, sw} from '../../../../protocol/index.ts';
import {
  type HolderSecret,
  HolderSecretSession,
  holderSecretNames,
  holderSecrets,
  JpkiSession,
  UnexpectedStatus,
  WrongPin,
} from '../../../../terminal/index.ts';
import {atTerminal, channelTo} from '../../../engine/card-channel.ts';
import type {Ending, Expectation, Variant} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {expectLocked} from './expect-refused.ts';
import {heldSecret, placeOfSecret} from './held-secrets.ts';
import {lock, resetAtCounter, typeRight, typeWrong} from './lock-and-reset.ts';
import {secretPhases} from './pin-phases.ts';

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...more,
});
const reset: Expectation = {verdict: 'pass', reasonId: 'counter-reset'};

/** The log-in PIN stands for all of them where one is enough. */
const one: HolderSecret = 'user-authentication';

const pass = (reasonId: string, en: string, ja: string): Ending => ({
  verdict: 'pass',
  reasonId,
  reason: {en, ja},
});

/** One wrong try, the power gone and back, again and again, until it is locked, and once more. */
const powerBetweenTries = async (stage: Stage, secret: HolderSecret): Promise<void> => {
  const {lock: locking, rightWhileLocked} = secretPhases[secret];
  for (let left = holderSecrets[secret].tries; left > 0; left -= 1) {
    await atTerminal(stage, (channel) =>
      stage.step(locking, async () =>
        typeWrong(stage, await HolderSecretSession.open(channel, secret), secret, {from: left, to: left - 1}),
      ),
    );
    await stage.reinsert();
  }
  await atTerminal(stage, (channel) =>
    stage.step(rightWhileLocked, async () =>
      expectLocked(await HolderSecretSession.open(channel, secret), secret, heldSecret(stage, secret)),
    ),
  );
};

/** Two programs take turns with wrong values; the card counts for both. */
const twoReaders = async (stage: Stage, secret: HolderSecret): Promise<Ending> => {
  const {lock: locking, rightWhileLocked} = secretPhases[secret];
  const beside = await stage.connectBeside();
  try {
    const [mine, theirs] = [channelTo(stage), channelTo(stage, beside)];
    for (let left = holderSecrets[secret].tries; left > 0; left -= 1) {
      const channel = left % 2 === 0 ? mine : theirs;
      await stage.step(locking, async () =>
        typeWrong(stage, await HolderSecretSession.open(channel, secret), secret, {from: left, to: left - 1}),
      );
    }
    for (const channel of [mine, theirs]) {
      await stage.step(rightWhileLocked, async () =>
        expectLocked(await HolderSecretSession.open(channel, secret), secret, heldSecret(stage, secret)),
      );
    }
  } finally {
    await beside.disconnect();
  }
  return resetAtCounter(stage, [secret]);
};

/** UNLOCK KEY as it is, by a terminal that proved nothing. */
const resetUnproven = async (stage: Stage): Promise<Ending> => {
  await lock(stage, one);
  await atTerminal(stage, async (channel) => {
    await HolderSecretSession.open(channel, one);
    await stage.step(secretPhases[one].resetCounter, async () => {
      const response = await channel.send(command({cla: 0x80, ins: 0x54, p1: 0, p2: 0x80}));
      if (response.sw !== sw.ok) {
        throw new UnexpectedStatus('UNLOCK KEY', response.sw);
      }
    });
  });
  return pass('counter-reset', 'the counter was reset without authority', '権限なしで初期化されました');
};

/** The others are as they were: each takes its right value at once. */
const othersOpen = async (stage: Stage): Promise<Ending> => {
  const locked: HolderSecret = 'digital-signature';
  await lock(stage, locked);
  await atTerminal(stage, async (channel) => {
    for (const secret of holderSecretNames.filter((name) => name !== locked)) {
      await stage.step(secretPhases[secret].rightAfterWrong, async () =>
        typeRight(stage, await HolderSecretSession.open(channel, secret), secret),
      );
    }
  });
  return pass(
    'others-open',
    'one is locked, and the other three open',
    '1つのみロックされ、他の3つは使えます',
  );
};

/** A key does not work while its PIN is locked, though it was verified a moment ago. */
const keyAfterLock = async (stage: Stage): Promise<Ending> => {
  const {rightAfterWrong, lock: locking, rightWhileLocked} = secretPhases[one];
  const right = heldSecret(stage, one);
  await atTerminal(stage, async (channel) => {
    // One session for all of it: to select the application again would end what was verified.
    const session = await stage.step(rightAfterWrong, async () => {
      const opened = await JpkiSession.open(channel);
      await opened.verify(one, right);
      return opened;
    });
    await stage.step(locking, async () => {
      // As many as it says it has: one that takes none away must not be asked for ever.
      for (let left = await session.triesLeft(one); left > 0; left -= 1) {
        await session.verify(one, anotherSecret(right)).catch(unlessWrong);
      }
    });
    await stage.step(rightWhileLocked, () =>
      session.computeDigitalSignature(one, digestInfo('sha256', new Uint8Array(32))),
    );
  });
  return pass('signed', 'the key was used with its PIN locked', 'ロック中の鍵が使用されました');
};

const unlessWrong = (error: unknown): void => {
  if (!(error instanceof WrongPin)) {
    throw error;
  }
};

/** A row: id, titles, what it ends in, which secret, how it goes, and with whose card. */
type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  secret: HolderSecret | 'all',
  run: (stage: Stage) => Promise<Ending>,
  persona?: string,
];

const rows: readonly Row[] = [
  [
    'power-cycle-between-tries',
    'the card loses its power behind every wrong one, all four',
    '誤りのたびにカードの電源を切る(4つの暗証番号すべて)',
    reset,
    'all',
    async (stage) => {
      for (const secret of holderSecretNames) {
        await powerBetweenTries(stage, secret);
      }
      return resetAtCounter(stage, holderSecretNames);
    },
  ],
  [
    'second-reader',
    'two programs type wrong ones in turn: the card counts for both',
    '2つの接続から交互に誤入力(回数は共通)',
    reset,
    one,
    (stage) => twoReaders(stage, one),
  ],
  [
    'others-open',
    'the password is locked: the three PINs open',
    'パスワードのみロック(他の3つは使える)',
    {verdict: 'pass', reasonId: 'others-open', triesLost: holderSecrets['digital-signature'].tries},
    'digital-signature',
    othersOpen,
  ],
  [
    'key-after-lock',
    'the log-in key, whose PIN was verified before it was locked',
    '照合後にロックされた利用者証明用の鍵で署名',
    refused('card-status', {triesLost: holderSecrets[one].tries}),
    one,
    keyAfterLock,
  ],
  [
    'reset-without-authority',
    'UNLOCK KEY by a terminal that proved no authority',
    '権限を証明していない端末による初期化',
    refused('card-status', {triesLost: holderSecrets[one].tries}),
    one,
    resetUnproven,
  ],
  [
    'reset-with-another-key',
    'the authority of another issuer',
    '別の発行者鍵による初期化',
    refused('wrong-pin', {triesLost: holderSecrets[one].tries, changes: ['card/issuer/triesLeft']}),
    one,
    async (stage) => {
      await lock(stage, one);
      return resetAtCounter(stage, [one], {issuerKey: new Uint8Array(16)});
    },
  ],
  [
    'reset-of-never-set',
    'a card for face recognition: there is no PIN to give tries to',
    '顔認証マイナンバーカード(設定のない暗証番号の初期化)',
    refused('card-status'),
    one,
    (stage) => resetAtCounter(stage, [one]),
    'no-pins',
  ],
  [
    'new-value-at-counter',
    'forgotten: the counter sets a new one with the tries',
    '忘れた暗証番号を窓口で再設定',
    {...reset, changes: [placeOfSecret('text-assistance')]},
    'text-assistance',
    async (stage) => {
      await lock(stage, 'text-assistance');
      const newValue = anotherSecret(heldSecret(stage, 'text-assistance'));
      return resetAtCounter(stage, ['text-assistance'], {newValue});
    },
  ],
  [
    'locked-long-ago',
    'a card that was locked long ago, brought to the counter',
    '以前にロックされたカードを窓口で初期化',
    reset,
    'all',
    (stage) => resetAtCounter(stage, holderSecretNames),
    'blocked-pins',
  ],
];

export const lockVariants: readonly Variant[] = rows.map(([id, en, ja, expected, secret, run, persona]) => ({
  id,
  title: {en, ja},
  values: {secret},
  expected,
  ...(persona === undefined ? {} : {setting: {persona}}),
  run,
}));
