import {KazasuError, type Sentence} from '../../protocol/index.ts';

const refused = (id: string, en: string, ja: string) => (): KazasuError => new KazasuError(id, {en, ja});

/** The card does not know the service's key, or what it said was said before: nothing it says is believed. */
export const cardNotGenuine = refused(
  'KZS-APPLET-CARD-NOT-GENUINE',
  "a card that proves the service's key over a fresh challenge was expected, but its cryptogram does not: it is a fake, or has another service's key",
  'サービスの鍵を新しい乱数に対して証明するカードが必要ですが、暗号文が一致しません。偽のカードか、別のサービスの鍵を持つカードです',
);

/** No tries are left of the card's key: only its card manager lifts this. */
export const keyLocked = refused(
  'KZS-APPLET-KEY-LOCKED',
  'a card that authenticates terminals was expected, but its key is locked: too many terminals failed with it',
  '端末を認証できるカードが必要ですが、認証の失敗が続いたため鍵がロックされています',
);

export const responseNotBelieved = refused(
  'KZS-APPLET-SM-RESPONSE',
  'a response with the right MAC was expected, but the card sent something else; the session is over',
  '正しいMACを持つ応答が必要ですが、カードは別のものを返しました。セッションを終了しました',
);

export const sessionEnded = refused(
  'KZS-APPLET-SM-ENDED',
  'an open session of secure messaging was expected, but it has ended; authenticate again',
  'セキュアメッセージングのセッションが必要ですが、終了しています。もう一度認証してください',
);

/** The card refused the terminal's key; it says how many tries are left. */
export class TerminalKeyRefused extends KazasuError {
  readonly triesLeft: number;

  constructor(triesLeft: number) {
    super('KZS-APPLET-KEY-REFUSED', {
      en: `a terminal that the card accepts was expected, but the card refused the terminal's key; ${triesLeft} ${triesLeft === 1 ? 'try is' : 'tries are'} left`,
      ja: `カードが認める端末が必要ですが、カードは端末の鍵を拒否しました。残り ${triesLeft} 回です`,
    });
    this.name = 'TerminalKeyRefused';
    this.triesLeft = triesLeft;
  }
}

/** No application of this AID can be selected on the card. */
export const appletNotFound = (title: Sentence, status: string): KazasuError =>
  new KazasuError('KZS-APPLET-NOT-FOUND', {
    en: `a card with ${title.en} was expected, but the card answered ${status}`,
    ja: `${title.ja}を搭載したカードが必要ですが、カードは ${status} を返しました`,
  });
