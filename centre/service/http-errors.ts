import {KazasuError, type Sentence} from '../../protocol/index.ts';

/** The errors of the service itself: what its clients do to HTTP. */
const sentences = {
  'KZS-HTTP-KEY-MISSING': {
    en: 'a key in the header Authorization: Bearer was expected, but none came',
    ja: 'ヘッダー Authorization: Bearer に鍵が必要ですが、ありません',
  },
  'KZS-HTTP-KEY-UNKNOWN': {
    en: 'the key in the header Authorization is nobody’s',
    ja: 'ヘッダー Authorization の鍵は登録されていません',
  },
  'KZS-HTTP-REGISTRAR-ONLY': {
    en: 'this is the registrar’s alone, but the key is a relying party’s',
    ja: 'この操作は登録局だけのものですが、検証者の鍵が渡されました',
  },
  'KZS-HTTP-RELYING-PARTY-ONLY': {
    en: 'this is for relying parties, but the key is the registrar’s',
    ja: 'この操作は検証者のものですが、登録局の鍵が渡されました',
  },
  'KZS-HTTP-NOT-FOUND': {
    en: 'nothing is at this address; /openapi.json names what there is',
    ja: 'この場所には何もありません。あるものは /openapi.json を参照してください',
  },
  'KZS-HTTP-METHOD': {
    en: 'this address does not take this method; the header Allow names those it takes',
    ja: 'この場所ではこのメソッドを使えません。使えるものはヘッダー Allow にあります',
  },
  'KZS-HTTP-TIMEOUT': {
    en: 'the request did not arrive in the time allowed',
    ja: '要求が制限時間内に届きませんでした',
  },
  'KZS-HTTP-JSON': {
    en: 'JSON in UTF-8 was expected, but the body is none',
    ja: '本文はUTF-8のJSONでなければなりません',
  },
  'KZS-HTTP-REQUEST-LINE': {
    en: 'an HTTP request was expected, but what came cannot be read as one',
    ja: 'HTTPの要求として読み取れません',
  },
  'KZS-HTTP-HEADERS': {en: 'the headers are too long', ja: 'ヘッダーが長すぎます'},
  'KZS-HTTP-BUSY': {
    en: 'as many requests as may be are in flight; come again later',
    ja: '同時に処理できる要求の数を超えています。後でもう一度試してください',
  },
  'KZS-HTTP-STORE-BUSY': {
    en: 'the centre’s store was to be free, but another program holds it; come again later',
    ja: 'センターのストアは別のプログラムが使用中です。後でもう一度試してください',
  },
  'KZS-HTTP-STOPPING': {en: 'the service is stopping', ja: 'サービスは停止中です'},
  'KZS-DEFECT': {
    en: 'something went wrong inside kazasu; its own output says more',
    ja: 'kazasu内部で問題が発生しました。詳しくはその出力を参照してください',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export const httpError = (id: keyof typeof sentences): KazasuError => new KazasuError(id, sentences[id]);

export const tooLarge = (most: number): KazasuError =>
  new KazasuError('KZS-HTTP-TOO-LARGE', {
    en: `a body of at most ${most} bytes was expected, but a longer one came`,
    ja: `本文は ${most} バイトまでですが、それより長いものが渡されました`,
  });

export const wrongType = (expected: string): KazasuError =>
  new KazasuError('KZS-HTTP-TYPE', {
    en: `a body of the type ${expected} was expected, but another one came`,
    ja: `本文の種類は ${expected} でなければなりません`,
  });

export const certificateUnknown = (serialNumber: string): KazasuError =>
  new KazasuError('KZS-CENTRE-CERTIFICATE-UNKNOWN', {
    en: `a certificate that this centre issued was expected, but it issued none of the serial number ${serialNumber}`,
    ja: `このセンターが発行した証明書が必要ですが、シリアル番号 ${serialNumber} の証明書は発行していません`,
  });
