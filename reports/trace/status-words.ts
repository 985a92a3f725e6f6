import type {StatusWord} from '../../protocol/index.ts';

export type Language = 'en' | 'ja';

/** ISO/IEC 7816-4 clause 5.6 in Japanese, by value; the English words are the status word's own. */
const japanese: Readonly<Record<string, string>> = {
  '9000': '正常終了',
  '6281': '出力データの一部に異常の可能性',
  '6282': '要求長より前にファイルの終端',
  '6283': '選択したファイルは閉塞中',
  '6300': '警告',
  '6381': '書込みでファイルが一杯',
  '6400': '実行エラー、メモリ変化なし',
  '6581': 'メモリ異常',
  '66F1': 'セッション鍵を拒否',
  '6700': '長さの誤り',
  '6881': '論理チャネル非対応',
  '6882': 'セキュアメッセージング非対応',
  '6883': 'チェーンの最後のコマンドが必要',
  '6884': 'コマンドチェーン非対応',
  '6981': 'ファイル構造と矛盾するコマンド',
  '6982': 'セキュリティステータスを満足しない',
  '6983': '認証方法が閉塞',
  '6984': '参照データが使用不可',
  '6985': '使用条件を満足しない',
  '6986': 'カレントEFなし',
  '6987': 'セキュアメッセージング用データなし',
  '6988': 'セキュアメッセージング用データの誤り',
  '69FC': 'ここではセキュアメッセージング不可',
  '6A80': 'データ部の誤り',
  '6A81': '機能非対応',
  '6A82': 'ファイルまたはアプリケーションなし',
  '6A83': 'レコードなし',
  '6A84': 'メモリ不足',
  '6A85': 'LcがTLV構造と矛盾',
  '6A86': 'P1-P2の誤り',
  '6A87': 'LcがP1-P2と矛盾',
  '6A88': '参照データなし',
  '6B00': 'P1-P2の誤り、オフセットがファイルの外',
  '6D00': '命令非対応',
  '6E00': 'クラス非対応',
  '6F00': '詳細不明のエラー',
};

/** `6982 security status not satisfied`, in the language asked for. */
export const statusText = (status: StatusWord, language: Language): string => {
  if (language === 'en') {
    return status.toString();
  }
  const digits = statusDigits(status);
  return `${digits} ${japanese[digits] ?? parametric(status) ?? '不明なステータスワード'}`;
};

/** The four hex digits. */
export const statusDigits = ({value}: StatusWord): string =>
  value.toString(16).toUpperCase().padStart(4, '0');

const parametric = ({sw1, sw2, triesLeft}: StatusWord): string | undefined => {
  if (triesLeft !== undefined) {
    return `照合失敗、残り ${triesLeft} 回`;
  }
  const bytes = sw2 === 0 ? 256 : sw2;
  return sw1 === 0x61
    ? `残り ${bytes} バイト`
    : sw1 === 0x6c
      ? `Leの誤り、正しくは ${bytes} バイト`
      : undefined;
};
