import {type HolderSecret, holderSecretNames, holderSecrets} from '../../../../terminal/index.ts';
import type {Phase} from '../../../engine/scenario.ts';

/** What is done with the holder's secrets as a whole. People's times are parameters. */
export const pinPhases = {
  wait: {
    id: 'wait',
    title: {en: 'A day passes', ja: '1日が過ぎる'},
    actor: 'wait',
    usualMs: 24 * 3_600_000,
  },
  identify: {
    id: 'identify-holder',
    title: {en: 'The counter checks who it is', ja: '窓口で本人確認'},
    actor: 'operator',
  },
  proveAuthority: {
    id: 'prove-authority',
    title: {en: 'The issuer’s authority over the card', ja: '発行者の権限を証明'},
    actor: 'card',
  },
} as const satisfies Readonly<Record<string, Phase>>;

/** The steps with one secret, each with an id of its own. */
export interface SecretPhases {
  readonly type: Phase;
  readonly verifyOld: Phase;
  readonly change: Phase;
  readonly oldRefused: Phase;
  readonly verifyNew: Phase;
  readonly settle: Phase;
  readonly wrongBelowLimit: Phase;
  readonly rightAfterWrong: Phase;
  readonly lock: Phase;
  readonly rightWhileLocked: Phase;
  readonly rightNextDay: Phase;
  readonly resetCounter: Phase;
  readonly rightAfterReset: Phase;
}

const phasesOf = (secret: HolderSecret): SecretPhases => {
  const {name, tries} = holderSecrets[secret];
  const phase = (id: string, actor: Phase['actor'], en: string, ja: string): Phase => ({
    id: `${id}-${secret}`,
    title: {en: `${name.en}: ${en}`, ja: `${name.ja}: ${ja}`},
    actor,
  });
  return {
    type: phase('type', 'holder', 'old one, new one twice', '現在の値と新しい値(2回)を入力'),
    verifyOld: phase('verify-old', 'card', 'VERIFY the old one', '現在の値を照合'),
    change: phase('change', 'card', 'CHANGE REFERENCE DATA', '新しい値に変更'),
    oldRefused: phase('old-refused', 'card', 'VERIFY the old one again: 63Cx', '旧値を照合(63Cx)'),
    verifyNew: phase('verify-new', 'card', 'VERIFY the new one', '新しい値を照合'),
    settle: phase(
      'settle',
      'card',
      'which one is it; change it if need be',
      '有効な値を確認し、必要なら変更',
    ),
    wrongBelowLimit: phase('wrong', 'card', `wrong, ${tries - 1} times`, `誤り ${tries - 1} 回`),
    rightAfterWrong: phase('right', 'card', 'right: all tries are back', '正しい値(回数が戻る)'),
    lock: phase('lock', 'card', `wrong, ${tries} times: locked`, `誤り ${tries} 回(ロック)`),
    rightWhileLocked: phase('right-while-locked', 'card', 'right: still locked', '正しい値でもロックのまま'),
    rightNextDay: phase(
      'right-next-day',
      'card',
      'right, a day later: still locked',
      '翌日も正しい値でロックのまま',
    ),
    resetCounter: phase('reset-counter', 'card', 'UNLOCK KEY: all tries are back', '試行回数を初期化'),
    rightAfterReset: phase('right-after-reset', 'card', 'right: taken', '正しい値が受け付けられる'),
  };
};

export const secretPhases = Object.fromEntries(
  holderSecretNames.map((secret) => [secret, phasesOf(secret)]),
) as Readonly<Record<HolderSecret, SecretPhases>>;
