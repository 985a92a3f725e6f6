import {type FailureRow, row} from './row.ts';

const byHand = (id: string, en: string, ja: string): FailureRow => row(id, en, ja, () => []);

/** What goes wrong in a way of each dialogue's own: where it is played, it is written by hand. */
export const rowsOfTheirOwn: readonly FailureRow[] = [
  byHand('not-registered', 'not registered', '未登録'),
  byHand('application-present', 'application present already', 'アプリケーション搭載済み'),
  byHand('area-full', 'area full', '領域に空きなし'),
  byHand('wrong-key', 'wrong key of terminal or card', '端末・カードの鍵の誤り'),
  byHand('replay', 'replay', '再送攻撃'),
  byHand('moving-out', 'about to move out', '転出予定'),
  byHand('outside-hours', 'outside the hours', '時間外'),
  byHand('closed-days', '29 December to 3 January', '12月29日~1月3日'),
  byHand('not-offered', 'not offered', '取扱いなし'),
  byHand('not-participating', 'municipality does not take part', '不参加の市区町村'),
  byHand('support-measures', 'support measures for victims', '支援措置対象者'),
  byHand('payment-fails', 'payment fails', '支払いの失敗'),
  byHand('paper-jam', 'paper jam', '紙詰まり'),
];
