import type {CommandModule} from 'yargs';
import {limitText} from '../../protocol/duration-text.ts';
import {budgets} from '../../scenarios/budgets/catalogue.ts';
import {columnsText} from '../columns.ts';
import {exitStatusHelp} from '../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../language.ts';
import {print} from '../output.ts';
import {terminalWidth} from '../terminal-width.ts';

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
    const within = {width: terminalWidth(), broken: [2, 3]};
    print(json ? JSON.stringify({budgets}, null, 2) : columnsText(rows(languageOf(lang)), within));
  },
};

const rows = (language: Language): string[][] => [
  heads.map((head) => say(head, language)),
  ...budgets.map(({id, statistic, maxMs, scenario, measured, source}) => [
    id,
    `${statistic} ${limitText(maxMs, language)}`,
    scenario === undefined ? say(noScenario, language) : [scenario].flat().join(', '),
    say(measured, language),
    source,
  ]),
];
