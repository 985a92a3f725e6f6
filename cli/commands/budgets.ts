import type {CommandModule} from 'yargs';
import {budgets} from '../../scenarios/budgets/catalogue.ts';
import {columnsText} from '../columns.ts';
import {exitStatusHelp} from '../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../language.ts';
import {print} from '../output.ts';

interface Options {
  json: boolean;
  lang: string | undefined;
}

const heads = [
  {en: 'budget', ja: '時間予算'},
  {en: 'limit', ja: '上限'},
  {en: 'scenario', ja: 'シナリオ'},
  {en: 'what is measured', ja: '測定対象'},
  {en: 'source', ja: '出典'},
];

const noScenario = {en: 'none yet', ja: 'まだなし'};

/** `kazasu budgets`: the limits of time there are, and where each comes from. */
export const budgetList: CommandModule<object, Options> = {
  command: 'budgets',
  describe: 'List the budgets: limit, scenario, and where it comes from',
  builder: (yargs) =>
    yargs
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the list as JSON'})
      .epilogue(`S… and T… are numbers in docs/sources.md and docs/deviations.md. ${exitStatusHelp}`),
  handler({json, lang}) {
    print(json ? JSON.stringify({budgets}, null, 2) : columnsText(rows(languageOf(lang))));
  },
};

const rows = (language: Language): string[][] => [
  heads.map((head) => say(head, language)),
  ...budgets.map(({id, statistic, maxMs, scenario, measured, source}) => [
    id,
    `${statistic} ${durationText(maxMs)}`,
    scenario ?? say(noScenario, language),
    say(measured, language),
    source,
  ]),
];

/** A limit in the unit people would say it in. */
const durationText = (ms: number): string => {
  const units = [
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ] as const;
  const [size, unit] = units.find(([least]) => ms >= least && ms % (least / 10) === 0) ?? [1, 'ms'];
  return `${Number((ms / size).toFixed(1))} ${unit}`;
};
