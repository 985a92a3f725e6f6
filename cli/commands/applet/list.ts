import type {CommandModule} from 'yargs';
import {standardAppletNames, standardApplets} from '../../../protocol/applets/index.ts';
import {toHex} from '../../../protocol/index.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options {
  json: boolean;
  lang: string | undefined;
}

/** `kazasu applet list`: the applications this program brings, with their AIDs. */
export const appletList: CommandModule<object, Options> = {
  command: 'list',
  describe: 'List the applications that can be loaded, with their AIDs',
  builder: (yargs) =>
    yargs
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print them as JSON'})
      .epilogue(exitStatusHelp),
  handler(options) {
    const language = languageOf(options.lang);
    const all = standardAppletNames.map((name) => {
      const {title, packageAid, moduleAid} = standardApplets[name];
      return {name, title, packageAid: toHex(packageAid), moduleAid: toHex(moduleAid)};
    });
    print(
      options.json
        ? JSON.stringify({applets: all}, null, 2)
        : columnsText([
            heads.map((head) => say(head, language)),
            ...all.map(({name, title, packageAid, moduleAid}) => [
              name,
              say(title, language),
              packageAid,
              moduleAid,
            ]),
          ]),
    );
  },
};

const heads = [
  {en: 'name', ja: '名前'},
  {en: 'application', ja: 'アプリケーション'},
  {en: 'package', ja: 'パッケージ'},
  {en: 'module', ja: 'モジュール'},
];
