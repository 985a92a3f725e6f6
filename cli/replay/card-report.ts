import type {ApduEvent, Sentence} from '../../protocol/index.ts';
import type {Difference} from '../../scenarios/index.ts';
import {type Language, say} from '../language.ts';
import {meaningOf} from './exchange-meaning.ts';

/** What a program said to the recorded card, beside the record. */
export interface CardReport {
  readonly record: string;
  readonly card: string;
  readonly side: 'card' | 'terminal';
  readonly recorded: number;
  readonly came: number;
  /** Answers in which masked bytes were sent as 00. */
  readonly maskedAnswers: number;
  readonly differences: readonly {
    readonly kind: Difference['kind'];
    readonly place: number;
    readonly command: string;
    readonly answered: string;
    readonly meaning: Sentence;
    /** Whether the record knows the command at another place. */
    readonly known: boolean;
  }[];
}

interface Told extends Omit<CardReport, 'came' | 'maskedAnswers' | 'differences'> {
  readonly came: readonly ApduEvent[];
  readonly differences: readonly Difference[];
}

export const cardReport = ({came, differences, ...rest}: Told): CardReport => ({
  ...rest,
  came: came.length,
  maskedAnswers: came.filter(({response}) => response.includes('*')).length,
  differences: differences.map((difference) => ({
    kind: difference.kind,
    place: difference.place,
    command: difference.exchange.event.command,
    answered: difference.exchange.event.response.slice(-4),
    meaning: meaningOf(difference.exchange),
    known: difference.kind === 'missing' || difference.known,
  })),
});

/** For people: a line a difference, then how many. */
export const cardReportText = (report: CardReport, language: Language): string => {
  const lines = report.differences.map((difference) => {
    const {place, kind, command} = difference;
    return `${`#${place}`.padStart(6)}  ${say(whatOf(difference), language)}: ${say(difference.meaning, language)}\n${' '.repeat(8)}${kind === 'extra' ? '> ' : '- '}${shortened(command)}`;
  });
  const masked = report.maskedAnswers > 0 ? [say(maskedAnswers(report.maskedAnswers), language)] : [];
  return [...lines, ...masked, say(countOf(report), language)].join('\n');
};

const whatOf = ({kind, known, answered}: CardReport['differences'][number]): Sentence => {
  if (kind === 'missing') {
    return {en: 'recorded, but did not come', ja: '記録にあるのに来ませんでした'};
  }
  return known
    ? {
        en: `came once too often behind this place (answered ${answered} from another place of the record)`,
        ja: `この位置の後に余分に来ました(記録の別の箇所から ${answered} を応答)`,
      }
    : {
        en: `came behind this place, but is not in the record (answered ${answered})`,
        ja: `この位置の後に来ましたが、記録にありません(${answered} を応答)`,
      };
};

const maskedAnswers = (n: number): Sentence => ({
  en: `${n} answers have masked bytes in the record; these were sent as 00`,
  ja: `${n} 件の応答は記録でマスクされており、その部分は 00 で応答しました`,
});

const countOf = ({recorded, came, differences, card}: CardReport): Sentence => ({
  en: `${card}: ${recorded} exchanges recorded, ${came} came, ${differences.length} differences`,
  ja: `${card}: 記録 ${recorded} 件、今回 ${came} 件、相違 ${differences.length} 件`,
});

/** A command as a person can take it in. */
export const shortened = (hex: string): string =>
  hex.length > 64 ? `${hex.slice(0, 64)}… (${hex.length / 2} bytes)` : hex;
