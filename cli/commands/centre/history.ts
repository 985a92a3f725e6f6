import type {CommandModule} from 'yargs';
import {type CentreClientOptions, centreClient, centreClientOptions} from '../../centre/centre-client.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options extends CentreClientOptions {
  party: string | undefined;
  operation: string | undefined;
  after: string | undefined;
  json: boolean;
  lang: string | undefined;
}

const heads = [
  {en: 'no.', ja: '番号'},
  {en: 'at', ja: '日時'},
  {en: 'relying party', ja: '検証者'},
  {en: 'operation', ja: '操作'},
  {en: 'HTTP', ja: 'HTTP'},
  {en: 'outcome', ja: '結果'},
  {en: 'certificate', ja: '証明書'},
  {en: 'misbehaviour', ja: '異常動作'},
];

const fields = [
  'number',
  'at',
  'relyingParty',
  'operation',
  'httpStatus',
  'outcome',
  'serialNumber',
  'misbehaviour',
];

/** `kazasu centre history`: what a running centre was asked. */
export const historyCommand: CommandModule<object, Options> = {
  command: 'history',
  describe: 'Print what a running centre was asked, up to 1000 requests',
  builder: (yargs) =>
    yargs
      .options(centreClientOptions)
      .option('party', {type: 'string', describe: 'Only of this relying party'})
      .option('operation', {type: 'string', describe: 'Only of this operation'})
      .option('after', {type: 'string', describe: 'Only behind this number'})
      .option('json', {type: 'boolean', default: false, describe: 'Print the requests as JSON'})
      .options(languageOption)
      .epilogue(exitStatusHelp),
  async handler(options) {
    const {party: relyingParty, operation, after, lang} = options;
    const wanted = Object.entries({relyingParty, operation, after, limit: '1000'}).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    );
    const answer = await centreClient(options)(`history?${new URLSearchParams(wanted)}`);
    const requests = answer['requests'] as readonly Readonly<Record<string, unknown>>[];
    print(
      options.json
        ? JSON.stringify(answer, null, 2)
        : columnsText([
            heads.map((head) => say(head, languageOf(lang))),
            ...requests.map((row) => fields.map((field) => String(row[field] ?? ''))),
          ]),
    );
  },
};
