import {instructions} from '../../protocol/globalplatform/index.ts';
import {KazasuError, type Sentence, type StatusWord, toHex} from '../../protocol/index.ts';

/** What a command was for, as errors name it: `INSTALL [for load]`. */
export type CommandTitle = string;

/** What a status word means where it means more than ISO says, by instruction. GPC 2.3.1 clause 11. [S13] */
const meanings: Readonly<Record<number, Readonly<Record<number, Sentence>>>> = {
  [instructions.initializeUpdate]: {
    27272: {en: 'there are no keys of that version', ja: 'そのバージョンの鍵がありません'},
    27013: {en: 'the sequence counter is used up', ja: 'シーケンスカウンターを使い切っています'},
    27011: {
      en: 'authentication is blocked after wrong tries',
      ja: '認証の失敗が続いたためロックされています',
    },
  },
  [instructions.externalAuthenticate]: {
    25344: {
      en: 'the card does not accept the keys; another try may block it',
      ja: 'カードが鍵を認めません。再試行でロックされるおそれがあります',
    },
  },
  [instructions.install]: {
    27264: {en: 'a field is wrong, or the AID is in use', ja: 'フィールドが不正か、AIDが使用中です'},
    27268: {
      en: 'there is not enough memory, or the quota is used up',
      ja: 'メモリーが不足しているか、割り当てを使い切っています',
    },
    27272: {
      en: 'the package, module or security domain is not on the card',
      ja: 'パッケージ・モジュール・セキュリティドメインがカードにありません',
    },
    27013: {en: 'privileges, token or state do not allow it', ja: '権限・トークン・状態により許可されません'},
  },
  [instructions.load]: {
    25656: {en: 'an imported package is not on the card', ja: 'インポートするパッケージがカードにありません'},
    27264: {
      en: 'the load file or its signature is not accepted',
      ja: 'ロードファイルまたはその署名が認められません',
    },
    27268: {
      en: 'there is not enough memory, or the quota is used up',
      ja: 'メモリーが不足しているか、割り当てを使い切っています',
    },
    27013: {
      en: 'the block is out of order, or a signature is missing',
      ja: 'ブロックの順番が違うか、署名がありません',
    },
  },
  [instructions.delete]: {
    27013: {en: 'something still depends on it', ja: '依存するものが残っています'},
    27272: {en: 'it is not on the card', ja: 'カードにありません'},
    27266: {en: 'it is not on the card', ja: 'カードにありません'},
  },
  [instructions.putKey]: {
    38021: {en: 'the card computes another check value', ja: 'カードの計算した鍵検査値が一致しません'},
    27272: {en: 'there are no keys of the version to replace', ja: '置き換えるバージョンの鍵がありません'},
  },
  [instructions.setStatus]: {
    27264: {en: 'that state cannot be reached from here', ja: 'その状態へは移れません'},
    27272: {en: 'it is not on the card', ja: 'カードにありません'},
  },
};

/** The card refused a GlobalPlatform command: `KZS-GP-STATUS` with the command, the status word and what it means. */
export class GlobalPlatformStatus extends KazasuError {
  readonly sw: StatusWord;
  readonly title: CommandTitle;

  constructor(title: CommandTitle, instruction: number, status: StatusWord) {
    const meaning = meanings[instruction]?.[status.value];
    super('KZS-GP-STATUS', {
      en: `${title} was expected to be carried out, but the card answered ${status}${meaning ? `: ${meaning.en}` : ''}`,
      ja: `${title} の実行が必要ですが、カードは ${status.toString().slice(0, 4)} を返しました${meaning ? `(${meaning.ja})` : ''}`,
    });
    this.name = 'GlobalPlatformStatus';
    this.sw = status;
    this.title = title;
  }
}

/** A field the host looks at is not what it must be. */
export const refusedByHost = (id: string, en: string, ja: string): KazasuError =>
  new KazasuError(id, {en, ja});

/** `KZS-GP-ANSWER`: an answer that cannot be understood; its bytes are no secret. */
export const strangeAnswer = (title: CommandTitle, data: Uint8Array): KazasuError =>
  refusedByHost(
    'KZS-GP-ANSWER',
    `${title} was expected to answer in GlobalPlatform's form, but ${toHex(data) || 'nothing'} came`,
    `${title} にはGlobalPlatform形式の応答が必要ですが、${toHex(data) || '何も届きませんでした'}`,
  );
