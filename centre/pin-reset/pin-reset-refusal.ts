import {KazasuError, type Sentence} from '../../protocol/index.ts';
import type {LoginResult} from '../login.ts';

/** Why no reset is booked or made, besides the reasons for which a certificate or its signature is refused. */
const sentences = {
  'counter-only': {
    en: 'kiosks reset what belongs to a certificate, by means of the other one, but that is not what was asked for: the counter of the municipality does it',
    ja: 'キオスク端末で初期化できるのは、一方の暗証番号が分かる場合の他方の電子証明書の暗証番号だけです(それ以外は市区町村の窓口)',
  },
  'photo-differs': {
    en: 'the face was expected to be that of the photo in the chip, but it is not',
    ja: '顔がICチップの写真と一致する必要がありますが、一致しません',
  },
  'certificate-ended': {
    en: 'a certificate in force was expected for the secret that is to be reset, but the holder has none',
    ja: '初期化する暗証番号の電子証明書が有効である必要がありますが、有効なものがありません',
  },
  'booking-unknown': {
    en: 'a booking that was given out was expected, but this number is none',
    ja: '受付済みの予約番号が必要ですが、該当する予約がありません',
  },
  'booking-expired': {
    en: 'a kiosk is used within 24 h of the booking, but these are over',
    ja: 'キオスク端末の操作は予約から24時間以内ですが、期限を過ぎています',
  },
  'booking-used': {
    en: 'a booking is for one reset, but this one was used or replaced',
    ja: '予約は1回の初期化に限りますが、使用済みか、新しい予約に置き換えられています',
  },
  'another-card': {
    en: 'the card of the booking was expected, but another one lies on the kiosk',
    ja: '予約したカードが必要ですが、別のカードが置かれています',
  },
  'not-offered': {
    en: 'a chain whose kiosks reset this secret was expected, but this one’s do not',
    ja: 'この暗証番号の初期化に対応した店舗が必要ですが、この店舗は対応していません',
  },
  'kiosk-closed': {
    en: 'kiosks work from 6:30 to 23:00 except from 12-29 to 01-03, but it is another time',
    ja: 'キオスク端末の利用時間は12月29日〜1月3日を除く6:30〜23:00ですが、時間外です',
  },
  'not-begun': {
    en: 'a reset that was begun at a kiosk within 10 minutes was expected, but none was',
    ja: 'キオスク端末で開始してから10分以内の初期化が必要ですが、開始されていません',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type PinResetReason = keyof typeof sentences | LoginResult['reason'];

const sentenceOf = (reason: PinResetReason): Sentence =>
  Object.hasOwn(sentences, reason)
    ? sentences[reason as keyof typeof sentences]
    : {
        en: `proof that one secret is known was expected, but it was refused: ${reason}`,
        ja: `一方の暗証番号を知っていることの証明が必要ですが、拒否されました: ${reason}`,
      };

/** The centre refuses a reset; `reason` is stable. No secret and no name is in it. */
export class PinResetRefused extends KazasuError {
  readonly reason: PinResetReason;

  constructor(reason: PinResetReason) {
    super(`KZS-PIN-RESET-${reason.toUpperCase()}`, sentenceOf(reason));
    this.name = 'PinResetRefused';
    this.reason = reason;
  }
}
