import type {Sentence} from '../../../protocol/index.ts';
import type {Regression} from './regression.ts';
import type {Samples} from './samples.ts';

/** With fewer exchanges of a command, its mean may be off by more than its spread. */
const fewSamples = 5;

/** What a person should know before trusting a fit. */
export const fitWarnings = (
  {used, refused, unknown}: Samples,
  {commands, perByteUs, slopeSamples}: Regression,
  emulated: boolean,
): Sentence[] => {
  const few = [...commands].filter(([, {samples}]) => samples < fewSamples).map(([name]) => name);
  const found: (Sentence | false)[] = [
    emulated && {
      en: 'the record is of an emulated card: this profile repeats what modelled it, and is graded bench-defined',
      ja: 'エミュレートされたカードの記録です。モデルを写したものなので根拠は bench-defined とします',
    },
    few.length > 0 && {
      en: `fewer than ${fewSamples} exchanges of ${few.join(', ')}: their times may be off by more than their spread says`,
      ja: `${few.join(', ')} の交信が${fewSamples}件未満のため、時間の誤差がばらつきより大きい可能性があります`,
    },
    perByteUs === undefined && {
      en: 'no command came with different lengths, so the cost per byte cannot be told apart; it is within the cost of each command',
      ja: '長さの異なる交信がないため1バイト当たりの時間を分けられず、各コマンドの時間に含まれています',
    },
    perByteUs === 0 && {
      en: 'longer exchanges did not take longer, so the cost per byte is given as 0',
      ja: '長い交信ほど時間がかかる傾向がないため、1バイト当たりの時間を0としました',
    },
    perByteUs !== undefined &&
      slopeSamples < 2 * fewSamples && {
        en: `the cost per byte rests on ${slopeSamples} exchanges`,
        ja: `1バイト当たりの時間は${slopeSamples}件の交信だけに基づいています`,
      },
    refused > 0 && {
      en: `${refused} of ${used.length + refused + unknown} exchanges were refused and are left out`,
      ja: `${used.length + refused + unknown}件中${refused}件は拒否された交信のため除きました`,
    },
    unknown > 0 && {
      en: `${unknown} exchanges are of instructions no timing profile names and are left out`,
      ja: `${unknown}件はタイミングプロファイルにない命令のため除きました`,
    },
  ];
  return found.filter((sentence) => sentence !== false);
};
