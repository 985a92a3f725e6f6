import {KazasuError, type Sentence} from '../../protocol/index.ts';

/** Every refusal of the card management system; `came` is what was asked with, `ja` the same in Japanese, never a secret. */
const sentences = {
  ROLE: (came, ja) => ({
    en: `an operator was expected whose role may do this, but ${came}`,
    ja: `この操作ができる役割の操作者が必要ですが、${ja}`,
  }),
  'ISSUER-UNKNOWN': (came) => ({
    en: `the name of a registered issuer was expected, but ${came} is none`,
    ja: `登録済みの発行者の名前が必要ですが、${came} は登録されていません`,
  }),
  'ISSUER-TAKEN': (came) => ({
    en: `an issuer's name, and a municipality's code, are registered once, but ${came} is registered already`,
    ja: `発行者の名前と市区町村コードは一度だけ登録しますが、${came} はすでに登録されています`,
  }),
  'ISSUER-TYPE': (came) => ({
    en: `a municipality has a code and only it has an ordinance, but what came for ${came} is otherwise`,
    ja: `市区町村にはコードが必要で、条例をもてるのは市区町村だけですが、${came} の指定はそうなっていません`,
  }),
  PASSWORD: () => ({
    en: 'a password of 12 to 128 characters was expected, but it is shorter or longer',
    ja: 'パスワードは12〜128文字でなければなりません',
  }),
  LOGIN: () => ({
    en: 'issuer, operator and password of a registered operator were expected, but they do not fit together',
    ja: '発行者・操作者・パスワードの組み合わせが正しくありません',
  }),
  'LOGIN-LOCKED': (came) => ({
    en: `an operator who may log in was expected, but ${came} is locked after wrong passwords; an administrator sets a new one`,
    ja: `操作者 ${came} はパスワードの誤りが続いたためロックされています。管理者が新しいパスワードを設定してください`,
  }),
  SESSION: () => ({
    en: 'the token of a log-in that has not ended was expected in the header Authorization, but none such came',
    ja: 'ヘッダー Authorization に有効なログインのトークンが必要ですが、ありません',
  }),
  'OPERATOR-TAKEN': (came) => ({
    en: `an operator's name is given once, but ${came} is taken`,
    ja: `操作者の名前は一度だけ使いますが、${came} はすでに使われています`,
  }),
  'OPERATOR-UNKNOWN': (came) => ({
    en: `the name of an operator of this issuer was expected, but ${came} is none`,
    ja: `この発行者の操作者の名前が必要ですが、${came} は登録されていません`,
  }),
  'CARD-TAKEN': (came) => ({
    en: `a card is registered once, but ${came} is registered already`,
    ja: `カードは一度だけ登録しますが、${came} はすでに登録されています`,
  }),
  'CARD-UNKNOWN': (came) => ({
    en: `the id of a registered card was expected, but ${came} is none`,
    ja: `登録済みのカードの識別子が必要ですが、${came} は登録されていません`,
  }),
  RESIDENCE: (came) => ({
    en: `only the municipality of residence does this, but the card belongs to ${came}`,
    ja: `この操作は住所地の市区町村だけのものですが、カードの住所地は ${came} です`,
  }),
  STATE: (came, ja) => ({
    en: `a card whose state allows it was expected, but ${came}`,
    ja: `この操作ができる状態のカードが必要ですが、${ja}`,
  }),
  MOVING: (came) => ({
    en: `an application of the area for ordinances was expected to be on the card of somebody who stays, but the holder of ${came} is moving out`,
    ja: `条例利用領域のアプリケーションは転出予定者のカードでは使えません(カード ${came} は転出中です)`,
  }),
  'AREA-ISSUER': (came) => ({
    en: `only municipalities have applications in the area for ordinances, but this issuer is a ${came}`,
    ja: `条例利用領域を使えるのは市区町村だけですが、この発行者の種別は ${came} です`,
  }),
  'AREA-RESIDENCE': (came) => ({
    en: `the area for ordinances is the municipality of residence's, but the holder of the card lives in ${came}`,
    ja: `条例利用領域を使えるのは住所地の市区町村だけですが、カードの住所地は ${came} です`,
  }),
  ORDINANCE: (came) => ({
    en: `a municipality with an ordinance was expected, but ${came} has none on record`,
    ja: `条例の整備が必要ですが、${came} の条例は登録されていません`,
  }),
  PERMISSION: (came) => ({
    en: `an issuer with a record of permission was expected, but ${came} has none`,
    ja: `拡張利用領域の利用許可が必要ですが、${came} には許可の登録がありません`,
  }),
  'ANY-CARD': (came) => ({
    en: `a card of a resident was expected, since the extension for any card is off, but the holder lives in ${came}`,
    ja: `新カードAP搭載システムが無効なため住民のカードが必要ですが、カードの住所地は ${came} です`,
  }),
  'APPLICATION-TAKEN': (came) => ({
    en: `an application that is not on the card was expected, but ${came} is`,
    ja: `カードにないアプリケーションが必要ですが、${came} はすでに搭載されています`,
  }),
  'APPLICATION-UNKNOWN': (came) => ({
    en: `an application of this issuer that is on the card was expected, but ${came} is not`,
    ja: `この発行者がカードに搭載したアプリケーションが必要ですが、${came} はありません`,
  }),
  'KIND-UNKNOWN': (came) => ({
    en: `a basic application or a kind of the own issuer was expected, but ${came} is neither`,
    ja: `基本アプリケーションか自発行者の種類が必要ですが、${came} はどちらでもありません`,
  }),
  'KIND-TAKEN': (came) => ({
    en: `a name and a package AID that are free were expected, but one of these is taken: ${came}`,
    ja: `未使用の名前とパッケージAIDが必要ですが、どちらかが使用されています: ${came}`,
  }),
  'KIND-CAP': (came, ja) => ({
    en: `a CAP file with one applet and a package AID of its own was expected, but ${came}`,
    ja: `アプレットが1つで固有のパッケージAIDを持つCAPファイルが必要ですが、${ja}`,
  }),
  'KIND-AREA': (came) => ({
    en: `an own application goes into the area it was registered for, but ${came} was asked for`,
    ja: `独自アプリケーションは登録した領域だけに搭載できますが、${came} が指定されました`,
  }),
  'APPLICATION-TWICE': (came) => ({
    en: `each application is named once, but ${came} came twice`,
    ja: `アプリケーションは一度ずつ指定しますが、${came} が重複しています`,
  }),
  'APPLICATION-STOPPED': (came) => ({
    en: `an application in use was expected, but ${came} is stopped`,
    ja: `利用中のアプリケーションが必要ですが、${came} は停止中です`,
  }),
  'APPLICATION-STATE': (came, ja) => ({
    en: `what is in use is stopped and what is stopped is resumed, but ${came}`,
    ja: `利用中のものを停止し、停止中のものを再開しますが、${ja}`,
  }),
  'AREA-FULL': (came, ja) => ({
    en: `room for another application was expected, but the ${came} is full`,
    ja: `アプリケーションを搭載する空きが必要ですが、${ja}は一杯です`,
  }),
  'SERVICE-TAKEN': (came) => ({
    en: `a service's name is given once, but ${came} is taken`,
    ja: `サービスの名前は一度だけ使いますが、${came} はすでに使われています`,
  }),
  'SERVICE-UNKNOWN': (came) => ({
    en: `the name of a service of this issuer was expected, but ${came} is none`,
    ja: `この発行者のサービスの名前が必要ですが、${came} は登録されていません`,
  }),
  'SERVICE-STOPPED': (came) => ({
    en: `a service that runs was expected, but ${came} is stopped`,
    ja: `提供中のサービスが必要ですが、${came} は停止中です`,
  }),
  'PROFILE-UNKNOWN': (came) => ({
    en: `the name of a pre-install profile was expected, but ${came} is none`,
    ja: `事前搭載プロファイルの名前が必要ですが、${came} は登録されていません`,
  }),
  'USER-ID': (came, ja) => ({
    en: `an id of the user that fits the applications and is no 個人番号 was expected, but ${came}`,
    ja: `アプリケーションに入る、個人番号ではない利用者の識別子が必要ですが、${ja}`,
  }),
  LINKAGE: (came, ja) => ({
    en: `a record of the holder was expected in the linked register, or no other id than it has, but ${came}`,
    ja: `連携先の住民情報と一致する利用者の識別子が必要ですが、${ja}`,
  }),
  'REQUEST-ID': (came) => ({
    en: `a request id stands for one request, but ${came} came before with another one`,
    ja: `要求の識別子は一つの要求を表しますが、${came} は別の要求に使われています`,
  }),
  'OPERATION-OPEN': (came) => ({
    en: `a card without an unfinished operation was expected, but ${came} is unfinished; reconcile it first`,
    ja: `未完了の操作がないカードが必要ですが、${came} が未完了です。先に照合してください`,
  }),
  'OPERATION-UNKNOWN': (came) => ({
    en: `the request id of an operation was expected, but ${came} is none`,
    ja: `操作の要求の識別子が必要ですが、${came} は登録されていません`,
  }),
  'OPERATION-ENDED': (came, ja) => ({
    en: `an operation that can still be committed was expected, but ${came}`,
    ja: `まだ確定できる操作が必要ですが、${ja}`,
  }),
  'NOT-WRITTEN': (came, ja) => ({
    en: `every step of the operation was expected to be done on the card, but ${came}`,
    ja: `操作のすべての手順がカードで済んでいる必要がありますが、${ja}`,
  }),
  'MOVE-DATES': (came) => ({
    en: `the days of moving, of 転入届 and today were expected in this order, but ${came}`,
    ja: `転居日・転入届の日・今日の順でなければなりません(${came})`,
  }),
  'MOVE-LATE': (came, ja) => ({
    en: `continued use within the time the rules allow was expected, but ${came}; the card is at its end`,
    ja: `継続利用の期限を過ぎているため、カードは失効します(${ja})`,
  }),
  'WRONG-CARD': (came) => ({
    en: `the card of the operation was expected in the reader, but ${came} is there`,
    ja: `操作の対象のカードが必要ですが、リーダーにあるのは ${came} です`,
  }),
  'CARD-REFUSED': (came, ja) => ({
    en: `the card was expected to carry out ${came}, but it refused`,
    ja: `カードによる ${ja} の実行が必要ですが、カードが拒否しました`,
  }),
  'CARD-GONE': (came, ja) => ({
    en: `the card was expected to answer during ${came}, but no answer came that can be believed; reconcile when the card is back`,
    ja: `${ja} の間、信頼できる応答がカードからありません。カードを置き直して照合してください`,
  }),
  CHIP: (came, ja) => ({
    en: `the chip was expected to be in the state that the operation has for it, but ${came}`,
    ja: `チップは操作どおりの状態でなければなりませんが、${ja}`,
  }),
  'READ-BACK': (came) => ({
    en: `the application ${came} was expected to hold the id that was written, but it tells another one`,
    ja: `アプリケーション ${came} には書き込んだIDが必要ですが、異なるIDが読み出されました`,
  }),
  VAULT: (came) => ({
    en: `the installation's key was expected to open the keys of ${came}, but it does not: it is another one, or the store was changed`,
    ja: `設置鍵で ${came} の鍵を開けません。別の設置鍵か、ストアが書き換えられています`,
  }),
} as const satisfies Readonly<Record<string, (came: string, ja: string) => Sentence>>;

export type RefusalName = keyof typeof sentences;

export const refusalId = (name: RefusalName): string => `KZS-MANAGEMENT-${name}`;

export const refusalIds: readonly string[] = (Object.keys(sentences) as RefusalName[]).map(refusalId);

/** `KZS-MANAGEMENT-…`; what came is a name or an id, the same in both languages, or the rest of the sentence. */
export const refusal = (name: RefusalName, came: string | Sentence = ''): KazasuError => {
  const {en, ja} = typeof came === 'string' ? {en: came, ja: came} : came;
  return new KazasuError(refusalId(name), sentences[name](en, ja));
};

/** What a client sent, as an error shows it. */
export const shown = (text: string): string => `"${text.slice(0, 64)}"`;
