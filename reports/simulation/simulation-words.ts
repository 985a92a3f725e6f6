import type {KazasuSimulation} from './simulation-result.ts';

/** Words of tables and pictures of a simulation. */
export const words = {
  en: {
    comma: ', ',
    layout: {'setting-only': 'setting only', combined: 'combined', pipelined: 'pipelined'},
    station: {setting: 'setting', 'pre-install': 'pre-install', combined: 'both jobs'},
    plan: (cards: number, terminals: string, layout: string, operators: number): string =>
      `${cards} cards, ${terminals} terminals (${layout}), ${operators} operator${operators === 1 ? '' : 's'}`,
    policies: {fifo: 'fifo', 'bottleneck-first': 'bottleneck-first', 'look-ahead': 'look-ahead'},
    linked: 'linked',
    unlinked: 'not linked',
    card: 'seconds of a card',
    hands: 'operator’s of it',
    grade: 'known from',
    makespan: 'makespan',
    bound: 'lower bound',
    by: {operators: 'operators’ hands', terminals: 'terminals', 'one-card': 'one card'},
    over: 'over the bound',
    rate: 'cards an hour',
    ofAtMost: 'of at most',
    operators: 'operators at work',
    heads: {
      operators: 'at work',
      bound: 'bound',
      over: 'ratio',
      rate: 'cards/h',
      makespan: 'makespan',
      cardsADay: 'cards/day',
    },
    yes: 'yes',
    no: 'no',
    most: 'max',
    seconds: 's',
    terminals: 'terminals at work',
    perCard: 'hands on a card',
    called: 'terminals call, a card',
    walk: 'walk before a touch',
    congestion: 'congestion',
    down: 'down',
    quiet: 'no setting begins then',
    runs: (runs: number, cv: number, retries: number): string =>
      `${runs} runs, cv ${cv}, ${Number((100 * retries).toFixed(2))} % of touches repeated`,
    days: 'days',
    shift: 'shift',
    cardsADay: 'cards a day',
    atMost: 'at most',
    boundDays: 'no policy needs fewer than',
    noDay: 'not one card fits into a shift: a card takes longer than the shift has',
    change: 'change',
    policy: 'policy',
    operatorCount: 'operators',
    cards: 'cards',
    claim: 'claim',
    holds: 'holds',
    fails: 'fails',
    link: 'link',
    who: 'The first 30 minutes: who works when',
    operator: 'operator',
    terminal: 'terminal',
    notShown: (operators: number, terminals: number): string =>
      `not shown: ${[...(operators > 0 ? [`${operators} operator${operators === 1 ? '' : 's'}`] : []), ...(terminals > 0 ? [`${terminals} terminal${terminals === 1 ? '' : 's'}`] : [])].join(', ')}`,
    legend: {
      setting: 'setting',
      'pre-install': 'pre-install',
      wait: 'waits (pale)',
      calls: 'calls for an operator',
    },
    curve: {each: 'Makespan over terminals of each kind', all: 'Makespan over terminals'},
    curveAxis: {each: 'terminals of each kind', all: 'terminals'},
    thisPlan: (terminals: number): string => `bold: this plan, ${terminals}`,
    simulated: 'simulated',
    hours: 'h',
    minutes: 'min',
    cardNumber: 'card',
  },
  ja: {
    comma: '、',
    layout: {'setting-only': '設定のみ', combined: '兼用', pipelined: '分業'},
    station: {setting: '交付前設定', 'pre-install': '事前搭載', combined: '両作業'},
    plan: (cards: number, terminals: string, layout: string, operators: number): string =>
      `カード ${cards} 枚、端末 ${terminals} 台(${layout})、職員 ${operators} 人`,
    policies: {fifo: '呼び出し順', 'bottleneck-first': 'ボトルネック優先', 'look-ahead': '先読み'},
    linked: '連携あり',
    unlinked: '連携なし',
    card: '1枚当たりの秒数',
    hands: 'うち職員操作',
    grade: '根拠',
    makespan: '全体の所要時間',
    bound: '下限',
    by: {operators: '職員操作', terminals: '端末', 'one-card': 'カード1枚'},
    over: '下限に対する比',
    rate: '毎時の枚数',
    ofAtMost: '上限',
    operators: '職員の稼働率',
    heads: {
      operators: '稼働率',
      bound: '下限',
      over: '比',
      rate: '枚/時',
      makespan: '所要時間',
      cardsADay: '枚/日',
    },
    yes: 'あり',
    no: 'なし',
    most: '最大',
    seconds: '秒',
    terminals: '端末の稼働率',
    perCard: '1枚の職員操作',
    called: '1枚の職員待ち',
    walk: '操作前の移動',
    congestion: '混雑',
    down: '停止',
    quiet: 'この間は交付前設定を開始しない',
    runs: (runs: number, cv: number, retries: number): string =>
      `${runs} 回実行、変動係数 ${cv}、やり直し ${Number((100 * retries).toFixed(2))} %`,
    days: '日数',
    shift: '時間帯',
    cardsADay: '1日の枚数',
    atMost: '上限',
    boundDays: 'どの方針でも最低',
    noDay: 'どの時間帯にも1枚も収まりません(1枚の所要時間が時間帯より長い)',
    change: '増減',
    policy: '方針',
    operatorCount: '職員',
    cards: '枚数',
    claim: '主張',
    holds: '成立',
    fails: '不成立',
    link: '連携',
    who: '最初の30分: だれがいつ作業するか',
    operator: '職員',
    terminal: '端末',
    notShown: (operators: number, terminals: number): string =>
      `省略: ${[...(operators > 0 ? [`職員 ${operators} 人`] : []), ...(terminals > 0 ? [`端末 ${terminals} 台`] : [])].join('、')}`,
    legend: {setting: '交付前設定', 'pre-install': '事前搭載', wait: '待ち時間(淡色)', calls: '職員待ち'},
    curve: {each: '端末数(各種)と全体の所要時間', all: '端末数と全体の所要時間'},
    curveAxis: {each: '各種類の端末数', all: '端末数'},
    thisPlan: (terminals: number): string => `太字: この計画、${terminals} 台`,
    simulated: 'シミュレーション',
    hours: '時間',
    minutes: '分',
    cardNumber: 'カード',
  },
} as const;

export type SimulationLanguage = keyof typeof words;

const hourMs = 3_600_000;

/** `4.53 h`, `453.1 h`, `4531 h`. */
export const hoursText = (ms: number, language: SimulationLanguage): string => {
  const hours = ms / hourMs;
  return `${hours.toFixed(hours < 100 ? 2 : hours < 1000 ? 1 : 0)} ${words[language].hours}`;
};

/** `7.2 s`. */
export const secondsText = (ms: number, language: SimulationLanguage): string =>
  `${(ms / 1000).toFixed(1)} ${words[language].seconds}`;

/** `08:30`, from milliseconds after midnight. */
export const clockText = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
};

/** `1+1`, or `2` where all terminals are alike. */
export const terminalsText = ({
  layout,
  terminals: {setting, preInstall},
}: {
  readonly layout: string;
  readonly terminals: {readonly setting: number; readonly preInstall: number};
}): string =>
  layout === 'pipelined'
    ? `${setting}+${preInstall}`
    : String(layout === 'combined' ? setting + preInstall : setting);

/** A plan in a line. */
export const planText = (
  arrangement: KazasuSimulation['arrangement'],
  language: SimulationLanguage,
): string => {
  const say = words[language];
  const {cards, layout, operators, linked, policy} = arrangement;
  return [
    say.plan(cards, terminalsText(arrangement), say.layout[layout], operators),
    ...(layout === 'setting-only' ? [] : [linked ? say.linked : say.unlinked]),
    say.policies[policy],
  ].join(say.comma);
};
