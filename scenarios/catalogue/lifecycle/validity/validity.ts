import {personas} from '../../../../emulator/index.ts';
import type {Ending, Phase, Scenario} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {validityCases} from './validity-cases.ts';
import {checkCardDates, issueFor, judgeAround, openLawOffice, type ValidityRules} from './validity-checks.ts';

const phases = {
  reckon: {
    id: 'reckon-cards',
    title: {en: 'Every card’s last day, held against the law’s', ja: 'カードの有効期限を法令の日付と照合'},
    actor: 'host',
  },
  issue: {
    id: 'issue',
    title: {
      en: 'Centre: certificates for every person, last days held against the law’s',
      ja: 'センター: 全員の証明書を発行し、満了日を法令の日付と照合',
    },
    actor: 'centre',
  },
  before: {
    id: 'day-before',
    title: {en: 'Centre, the day before the last: good', ja: 'センター: 満了日の前日は有効'},
    actor: 'centre',
  },
  last: {
    id: 'last-day',
    title: {en: 'Centre, the last second of the last day: good', ja: 'センター: 満了日の最後の1秒は有効'},
    actor: 'centre',
  },
  after: {
    id: 'day-after',
    title: {en: 'Centre, the first second behind it: expired', ja: 'センター: 翌日の最初の1秒は期限切れ'},
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;

/** Every person of the table: dates by our rules against the law's, and the centre's verdict around the last day. */
export const judgeValidity = async (stage: Stage, rules: ValidityRules = {}): Promise<Ending> => {
  const office = await openLawOffice(stage, rules);
  await stage.step(phases.reckon, () => {
    for (const one of validityCases) {
      checkCardDates(one, office);
    }
  });
  const issued = await stage.step(phases.issue, async () => {
    const all = [];
    for (const one of validityCases) {
      all.push(...(await issueFor(one, office)));
    }
    return all;
  });
  for (const when of ['before', 'last', 'after'] as const) {
    await stage.step(phases[when], async () => {
      for (const certificate of issued) {
        await judgeAround(certificate, when, office);
      }
    });
  }
  return {
    verdict: 'pass',
    reasonId: 'by-the-law',
    reason: {
      en: `cards and certificates of ${validityCases.length} persons end on the law’s days; the centre takes each of ${issued.length} certificates on the last day and none the day after`,
      ja: `${validityCases.length} 人のカードと証明書の期限は法令どおりで、センターは証明書 ${issued.length} 枚を満了日まで認め、翌日は拒否しました`,
    },
  };
};

/** 有効期間: no card is spoken to; the calendar of the authorities goes from 2025 to 2033. */
export const validity: Scenario = {
  id: 'lifecycle/validity',
  title: {
    en: 'Until when cards and certificates are good',
    ja: 'カードと電子証明書の有効期間',
  },
  source: 'S85',
  phases: Object.values(phases),
  budgets: [],
  personas: Object.keys(personas),
  asksAboutRevocation: false,
  changes: [],
  run: (stage) => judgeValidity(stage),
};
