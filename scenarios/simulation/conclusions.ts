import type {Sentence} from '../../protocol/index.ts';
import type {ComparedPlan, Comparison} from './compare.ts';
import {addedJob} from './line.ts';
import {policyTitles} from './policies.ts';
import {comparedMs} from './spread-of-runs.ts';
import {jobMs, operatorMs, type StepTable} from './step-table.ts';

/** What a comparison comes to, in sentences with the numbers. */
export type Conclusions = readonly Sentence[];

const hourMs = 3_600_000;

export const conclusionsOf = (
  baseline: Comparison['baseline'],
  plans: readonly ComparedPlan[],
  table: StepTable,
): Conclusions => [
  ...[false, true].flatMap((linked) => {
    const own = plans.filter(({arrangement}) => arrangement.linked === linked);
    return [...claim(baseline, own, linked), hands(baseline, linked, table)];
  }),
  ...[false, true].map((linked) => saturated(baseline, linked, table)),
];

/** The best plan of those, and the ways in which the claim fails. */
const claim = (
  baseline: Comparison['baseline'],
  plans: readonly ComparedPlan[],
  linked: boolean,
): readonly Sentence[] => {
  const best = [...plans].sort((a, b) => a.change - b.change)[0];
  if (!best) {
    return [];
  }
  const failing = plans.filter(({holds}) => !holds);
  const from = hours(comparedMs(baseline));
  const median = baseline.spread
    ? {en: ', medians of drawn runs', ja: '、抽出した実行の中央値'}
    : {en: '', ja: ''};
  return [
    {
      en: `${linkedEn(linked)}: the claim ${best.holds ? 'holds' : 'does not hold'}; best is ${planEn(best)}: ${hours(comparedMs(best))} h against ${from} h for the setting alone (${percent(best.change)}${median.en}).`,
      ja: `${linkedJa(linked)}: 主張は${best.holds ? '成り立ちます' : '成り立ちません'}。最良は${planJa(best)}で、交付前設定のみの ${from} 時間に対し ${hours(comparedMs(best))} 時間(${percent(best.change)}${median.ja})です。`,
    },
    ...(failing.length > 0 && best.holds
      ? [
          {
            en: `${linkedEn(linked)}: it does not hold with ${failing.map((plan) => `${planEn(plan)} (${percent(plan.change)})`).join(', ')}.`,
            ja: `${linkedJa(linked)}: 次の場合は成り立ちません: ${failing.map((plan) => `${planJa(plan)}(${percent(plan.change)})`).join('、')}。`,
          },
        ]
      : []),
  ];
};

const hands = ({arrangement}: Comparison['baseline'], linked: boolean, table: StepTable): Sentence => {
  const {cards, operators} = arrangement;
  const ms = operatorMs(addedJob(table, linked));
  const keep = (operators * jobMs(table.setting)) / (operatorMs(table.setting) + ms);
  return {
    en: `${linkedEn(linked)}: the operators’ hands are on each card ${seconds(ms)} s longer in any case, ${hours(cards * ms)} h for all; they can keep at most ${keep.toFixed(2)} setting terminals at their old pace.`,
    ja: `${linkedJa(linked)}: 職員操作はいずれの場合も1枚当たり ${seconds(ms)} 秒、全体で ${hours(cards * ms)} 時間増えます。従来の速さを保てる交付前設定の端末は ${keep.toFixed(2)} 台までです。`,
  };
};

/** Operators who never wait lose what pre-install takes of their hands; no layout makes that good. */
const saturated = ({arrangement}: Comparison['baseline'], linked: boolean, table: StepTable): Sentence => {
  const {operators} = arrangement;
  const before = operatorMs(table.setting);
  const after = before + operatorMs(addedJob(table, linked));
  const rate = (ms: number): string => (ms === 0 ? '∞' : ((operators * hourMs) / ms).toFixed(1));
  const ratio = after === 0 ? '1.00' : (before / after).toFixed(2);
  return {
    en: `${linkedEn(linked)}: where terminals are so many that operators never wait (${terminalsFor(operators * jobMs(table.setting), before)} or more for the setting), pre-install is a burden: from ${rate(before)} to ${rate(after)} cards an hour at most (${ratio} of before).`,
    ja: `${linkedJa(linked)}: 端末が多く職員に待ち時間がない場合(交付前設定の端末が ${terminalsFor(operators * jobMs(table.setting), before)} 台以上)は負担になります。処理能力の上限は毎時 ${rate(before)} 枚から ${rate(after)} 枚に下がります(従来の ${ratio} 倍)。`,
  };
};

const terminalsFor = (ms: number, handsMs: number): string =>
  handsMs === 0 ? '∞' : String(Math.ceil(ms / handsMs));

const planEn = ({arrangement: {layout, terminals, policy}}: ComparedPlan): string => {
  const {setting, preInstall} = terminals;
  return layout === 'pipelined'
    ? `${setting}+${preInstall} terminals one after the other, ${policyTitles[policy].en}`
    : preInstall === 0
      ? `no further terminal (${setting} in all)`
      : `${setting + preInstall} terminals for both jobs`;
};

const planJa = ({arrangement: {layout, terminals, policy}}: ComparedPlan): string => {
  const {setting, preInstall} = terminals;
  return layout === 'pipelined'
    ? `端末 ${setting}+${preInstall} 台の分業(${policyTitles[policy].ja})`
    : preInstall === 0
      ? `端末を増やさない場合(${setting} 台)`
      : `両作業を行う端末 ${setting + preInstall} 台`;
};

const linkedEn = (linked: boolean): string => (linked ? 'Linked' : 'Not linked');
const linkedJa = (linked: boolean): string => (linked ? '連携あり' : '連携なし');
const hours = (ms: number): string => (ms / hourMs).toFixed(2);
const seconds = (ms: number): string => String(ms / 1000);
const percent = (change: number): string =>
  `${change < 0 ? '−' : '+'}${(Math.abs(change) * 100).toFixed(1)} %`;
