/** Names of the parts of a profile's table. */
export const profileWords = {
  en: {
    runs: 'runs',
    passed: 'passed',
    where: 'Where a run’s time goes (medians; they need not add up)',
    spread: 'How it is spread, ms',
    spreadHeads: ['phase', 'p50', 'p95', 'p99', 'max', 'of p50', 'of budget', 'APDUs'],
    total: 'total',
    exchanges: 'Exchanges, ms (a single one; “run”: all of them in a run)',
    exchangeHeads: ['exchange', 'times', 'p50', 'p95', 'p99', 'max', 'run', 'card', 'link', 'stack'],
    more: (count: number): string => `… and ${count} more kinds in profile.json`,
    floor: 'Floor',
    floorSays: (floor: string, cardLink: string, whole: string): string =>
      `${floor} ms is the least that what this dialogue came for takes on card and link by the mean times of this timing profile; card and link took ${cardLink} ms, the whole ${whole} ms (medians).`,
    needed: (title: string, apdus: number, of: number, ms: string): string =>
      `${title} could not do without ${apdus} of the ${of} APDUs: SELECT, VERIFY, itself (${ms} ms).`,
    advice: 'Advice (saving in a run)',
    noAdvice:
      'Advice: none of the rules applies. What lies above the floor: SELECT of EFs that short identifiers spare, reads by 256 bytes that an extended Le joins, what was refused or only asked.',
    times: (count: number): string => `${count}×`,
    delays: (p50: string, p99: string, max: string, samples: number): string =>
      `Modelled delays were kept to +${p50} µs (p50), +${p99} µs (p99), +${max} µs (max) over ${samples} exchanges.`,
    baseline: (file: string, date: string): string => `Against the baseline ${file} of ${date}`,
    baselineHeads: ['phase', 'then', 'now', 'shift', '', 'p', 'verdict'],
    baselineVerdicts: {slower: 'SLOWER', faster: 'faster', same: 'same', new: 'new', gone: 'gone'},
    shift: 'shift: the median of all differences between a run now and a run then (Hodges-Lehmann)',
    small: (runs: number): string =>
      `With ${runs} runs p95 and p99 are hardly more than the slowest run; take 200 or more to judge by them.`,
  },
  ja: {
    runs: '回',
    passed: '合格',
    where: '1回の所要時間の内訳(中央値。合計とは一致しないことがあります)',
    spread: 'ばらつき (ms)',
    spreadHeads: ['フェーズ', 'p50', 'p95', 'p99', '最大', '全体比', '予算比', 'APDU'],
    total: '合計',
    exchanges: 'コマンド別 (ms。1件あたり。「1回」は1回の実行での合計)',
    exchangeHeads: ['コマンド', '件数', 'p50', 'p95', 'p99', '最大', '1回', 'カード', '通信', 'リーダー'],
    more: (count: number): string => `… ほか ${count} 種類は profile.json にあります`,
    floor: '下限',
    floorSays: (floor: string, cardLink: string, whole: string): string =>
      `このタイミングプロファイルの平均では、目的の処理にカードと通信で最低 ${floor} ms かかります。実際はカードと通信で ${cardLink} ms、全体で ${whole} ms(中央値)でした。`,
    needed: (title: string, apdus: number, of: number, ms: string): string =>
      `${title} に必要だったAPDUは ${of} 件中 ${apdus} 件(${ms} ms)です。`,
    advice: '改善案(1回あたりの短縮)',
    noAdvice:
      '改善案: 該当する規則はありません。下限を超える分は、短縮識別子で省けるEFのSELECT、拡張Leでまとめられる256バイト単位の読み出し、拒否された、または照会のみのコマンドです。',
    times: (count: number): string => `${count}回`,
    delays: (p50: string, p99: string, max: string, samples: number): string =>
      `モデル時間の誤差は ${samples} 件で +${p50} µs (p50)、+${p99} µs (p99)、+${max} µs (最大) でした。`,
    baseline: (file: string, date: string): string => `基準 ${file} (${date}) との比較`,
    baselineHeads: ['フェーズ', '基準', '今回', '差', '', 'p', '判定'],
    baselineVerdicts: {slower: '悪化', faster: '改善', same: '同等', new: '新規', gone: '消滅'},
    shift: '差: 今回と基準の各実行の差の中央値(Hodges-Lehmann)',
    small: (runs: number): string =>
      `${runs} 回では p95 と p99 は最大値とほとんど変わりません。判定には200回以上実行してください。`,
  },
} as const;
