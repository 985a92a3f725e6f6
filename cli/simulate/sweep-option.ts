import {nearest} from '../../protocol/index.ts';
import {limits as simulationLimits} from '../../scenarios/simulation/limits.ts';
import type {Arrangement} from '../../scenarios/simulation/line.ts';
import {
  arrangementsOf,
  type SweepName,
  type SweepRanges,
  sweepNames,
} from '../../scenarios/simulation/sweep.ts';
import {UsageError} from '../usage-error.ts';
import {shown} from './numbers.ts';

const most: Readonly<Record<SweepName, number>> = {
  terminals: simulationLimits.terminals,
  setting: simulationLimits.terminals,
  preinstall: simulationLimits.terminals,
  operators: simulationLimits.operators,
  cards: simulationLimits.cards,
};

/** The plans of a sweep such as `terminals=1..8,operators=1..4`, around the one that the other options describe. */
export const sweptArrangements = (base: Arrangement, text: string): readonly Arrangement[] => {
  const ranges = rangesOf(text);
  const pipelined = base.layout === 'pipelined';
  if (ranges.preinstall && !pipelined) {
    throw new UsageError({
      en: `--sweep preinstall= needs --layout pipelined, but the layout is ${base.layout}`,
      ja: `--sweep preinstall= は --layout pipelined で使えますが、レイアウトは ${base.layout} です`,
    });
  }
  if (ranges.terminals && (ranges.setting || ranges.preinstall)) {
    throw new UsageError({
      en: '--sweep varies either terminals of each kind together or setting and preinstall apart, but both came',
      ja: '--sweep では terminals と、setting・preinstall のどちらか一方を指定してください',
    });
  }
  const plans = Object.values(ranges).reduce((count, [from, to]) => count * (to - from + 1), 1);
  if (plans > simulationLimits.plans) {
    throw new UsageError({
      en: `--sweep was expected to come to ${simulationLimits.plans} plans at most, but it comes to ${plans}`,
      ja: `--sweep の計画は ${simulationLimits.plans} 件までですが、${plans} 件になります`,
    });
  }
  return arrangementsOf(base, ranges);
};

const rangesOf = (text: string): SweepRanges => {
  const ranges: Partial<Record<SweepName, readonly [number, number]>> = {};
  for (const piece of text.split(',')) {
    const [, word = '', from = '', to = from] =
      /^([^=]+)=(\d{1,7})(?:\.\.(\d{1,7}))?$/.exec(piece.trim()) ?? [];
    const name = sweepNames.find((one) => one === word);
    const near = word === '' || name ? undefined : nearest(word, sweepNames);
    if (name === undefined) {
      throw new UsageError({
        en: `--sweep was expected to be like terminals=1..8,operators=1..4, of ${sweepNames.join(', ')}, but "${shown(piece)}" came in it${near === undefined ? '' : `; "${near}" may be meant`}`,
        ja: `--sweep は terminals=1..8,operators=1..4 のように(項目は ${sweepNames.join('、')})指定してください(「${shown(piece)}」が含まれています${near === undefined ? '' : `。「${near}」のことでしょうか`})`,
      });
    }
    const range = [Number(from), Number(to)] as const;
    if (range[0] < 1 || range[1] < range[0] || range[1] > most[name] || ranges[name]) {
      throw new UsageError({
        en: `--sweep was expected to have ${name} once, from 1 to ${most[name]}, the smaller number first, but "${shown(piece)}" came`,
        ja: `--sweep の ${name} は1〜${most[name]} の範囲で小さい数を先に、1回だけ指定してください(「${shown(piece)}」が指定されました)`,
      });
    }
    ranges[name] = range;
  }
  return ranges;
};
